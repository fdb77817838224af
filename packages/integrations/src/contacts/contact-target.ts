import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { type Memo, type Origin, readMemo } from "./memo.ts";
import type { Reservations } from "./reservations.ts";

/** A customer and the record that is to be updated for it. */
export interface ContactTarget<Remote> {
  push: ContactPush;
  externalId: string;
  how: Extract<ContactOutcome, { kind: "synced" }>["how"];
  origin: Origin;
  memo: Memo | null;
  /** As it was read just now; null where it was not looked at. */
  remote: Remote | null;
}

/** The records that may be a customer's. */
export interface Candidates<Remote> {
  push: ContactPush;
  matches: readonly Remote[];
  how: ContactTarget<Remote>["how"];
}

export interface Choice<Remote> {
  targets: ContactTarget<Remote>[];
  outcomes: ContactOutcome[];
}

/** How a CRM's records tell whose they are. */
export interface OwnershipMarks<Remote> {
  /** The CRM, in messages for people. */
  systemName: string;
  /** The customer whose id it bears; null or empty where it bears none. */
  readKey(remote: Remote): string | null | undefined;
  /** Whether it bears a mark of having been made here. */
  isMadeHere(remote: Remote): boolean;
}

/**
 * Takes the one record that matches a customer, if it bears this customer's id or nobody's. All else is for
 * a person to decide.
 *
 * @param candidates each with one match at least
 * @param taken the records that other customers of the page have; those that are chosen are added
 * @param reservations whose each record without an id is to be, for pages that are pushed at the same time
 */
export function chooseTargets<Remote extends { id: string }>(
  candidates: readonly Candidates<Remote>[],
  { systemName, readKey, isMadeHere }: OwnershipMarks<Remote>,
  { taken, reservations }: { taken: Set<string>; reservations: Reservations },
): Choice<Remote> {
  const choice: Choice<Remote> = { targets: [], outcomes: [] };
  for (const { push, matches, how } of candidates) {
    const prospectId = push.customer.id;
    const refuse = (reason: string) =>
      choice.outcomes.push({ prospectId, kind: "conflict", externalId: null, reason });
    const [remote, ...others] = matches;
    if (!remote || others.length > 0) {
      refuse(`several of ${systemName}'s contacts match: ${matches.map(({ id }) => id).join(", ")}`);
      continue;
    }
    const isTheirs =
      !taken.has(remote.id) &&
      (readKey(remote) || reservations.reserve(remote.id, prospectId)) === prospectId;
    if (!isTheirs) {
      refuse(`${systemName}'s contact ${remote.id} is another customer's`);
      continue;
    }
    taken.add(remote.id);
    const memo = readMemo(push.memo);
    const madeBy = isMadeHere(remote) ? "created" : "adopted";
    choice.targets.push({ push, externalId: remote.id, how, origin: memo?.origin ?? madeBy, memo, remote });
  }
  return choice;
}

export function hasMatch({ matches }: Candidates<unknown>): boolean {
  return matches.length > 0;
}
