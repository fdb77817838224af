import type { ContactDeletion, DeletionOutcome } from "@coccinelle/core";
import { whyNotErased } from "../../contacts/contact-record.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { describeRefusal, HubspotRefusal, isNotFound } from "../api/hubspot-refusal.ts";
import { readByIds } from "../api/read-by-ids.ts";
import { toContactRecord } from "./contact-record.ts";
import { findByKey } from "./find-contacts.ts";

/** Deletes contacts. People can restore an archived contact in HubSpot for 90 days, an erased one never. */
export async function deleteContacts(
  context: AdapterContext,
  page: readonly ContactDeletion[],
  mode: "archive" | "erase",
): Promise<DeletionOutcome[]> {
  const unknown = page.filter(({ externalId }) => externalId === null).map(({ prospectId }) => prospectId);
  const found = await findByKey(context, await context.getPlan(), unknown);
  const located = page.map(({ prospectId, externalId }) => ({
    prospectId,
    id: externalId ?? found.get(prospectId)?.id ?? null,
  }));
  if (mode === "erase") {
    return Promise.all(located.map(({ prospectId, id }) => eraseContact(context, prospectId, id)));
  }
  const ids = new Set(located.flatMap(({ id }) => id ?? []));
  if (ids.size > 0) await context.api.archiveContacts([...ids]);
  return located.map(({ prospectId }) => ({ prospectId, kind: "deleted" }));
}

/**
 * Erases by the record's id alone, since HubSpot blocks an unknown e-mail address for good. A contact that was
 * merged is erased with the contact that it is part of now, unless that contact is another customer's.
 */
async function eraseContact(
  context: AdapterContext,
  prospectId: string,
  id: string | null,
): Promise<DeletionOutcome> {
  if (id === null) return { prospectId, kind: "deleted" };
  try {
    await context.api.eraseContact(id);
    return { prospectId, kind: "deleted" };
  } catch (error) {
    if (!(error instanceof HubspotRefusal)) throw error;
    if (!isNotFound(error.refusal))
      return { prospectId, kind: "error", reason: describeRefusal(error.refusal) };
  }
  const survivor = (await readByIds(context, await context.getPlan(), [id])).get(id);
  if (!survivor || survivor.id === id) return { prospectId, kind: "deleted" };
  const record = toContactRecord(survivor, context.settings);
  const reason = whyNotErased({ record, how: "merged" }, prospectId);
  if (reason !== null) return { prospectId, kind: "error", reason };
  return eraseContact(context, prospectId, survivor.id);
}
