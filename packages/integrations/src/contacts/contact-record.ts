import type { ContactOutcome, ContactPush, RemoteContact } from "@coccinelle/core";
import type { RemoteValues } from "../records/write-result.ts";
import type { RemoteState } from "./known-contacts.ts";

/** A CRM's record of a person, as it was read. */
export interface ContactRecord {
  id: string;
  /** The values that the sync reads back; `prospectId` is the customer's id that the record bears. */
  state: RemoteState;
  /** Whether the record bears a mark of having been made by this system. */
  isMadeHere: boolean;
  /** ISO 8601, UTC. */
  modifiedAt: string;
  /** Whether the record was deleted, merged into another or converted. */
  isGone: boolean;
  values: RemoteValues;
}

/** Where a record is now that was asked for by an id. */
export interface Place {
  record: ContactRecord;
  how: "updated" | "merged" | "converted";
}

/** The records that may be a customer's. */
export interface Candidates {
  push: ContactPush;
  matches: readonly ContactRecord[];
  how: Extract<ContactOutcome, { kind: "synced" }>["how"];
}

/** A deleted record. The CRM does not tell when it was deleted. */
export const DELETED = {
  externalId: null,
  prospectId: null,
  ownerId: null,
  lifecycle: null,
  optedOut: false,
  modifiedAt: new Date(0).toISOString(),
};

export function toRemoteContact(askedId: string, { id, state, modifiedAt }: ContactRecord): RemoteContact {
  return { askedId, externalId: id, ...state, modifiedAt };
}

/**
 * Why the record that a customer's record became may not be erased with it; null where it may. A record that two
 * were merged into is the customer's where it bears its id; a contact that a lead was converted to may bear none.
 */
export function whyNotErased({ how, record }: Place, prospectId: string): string | null {
  const holder = record.state.prospectId;
  if (how === "updated" || holder === prospectId || (how === "converted" && holder === null)) return null;
  const became = how === "merged" ? "merged into" : "converted to";
  return `the record was ${became} ${record.id}, which is not this customer's alone`;
}

/** Each id once, in the order of the records. */
export function distinctRecords(records: readonly ContactRecord[]): ContactRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
