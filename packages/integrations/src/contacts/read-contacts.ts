import type { RemoteContact, RemoteCursor } from "@coccinelle/core";
import { type ContactRecord, DELETED, toRemoteContact } from "./contact-record.ts";
import type { ContactVerbs } from "./contact-verbs.ts";
import type { KnownContacts } from "./known-contacts.ts";

/** Tells for each id whether its record is in the CRM, was merged into another, was converted or was deleted. */
export async function readContacts(
  { follow, known }: Pick<ContactVerbs, "follow" | "known">,
  externalIds: readonly string[],
): Promise<RemoteContact[]> {
  const places = await follow(externalIds);
  return Array.from(places, ([askedId, place]) => {
    if (place === null) return { askedId, ...DELETED };
    known.remember(place.record.id, place.record.state);
    return toRemoteContact(askedId, place.record);
  });
}

export interface RemoteChanges {
  contacts: RemoteContact[];
  next: RemoteCursor | null;
  hasMore: boolean;
}

/** How a CRM's changes are read. */
export interface ChangeReader {
  /** Customers' records that changed after the cursor, oldest first, as far as the list is complete. */
  readPage(after: RemoteCursor | null, now: Date): Promise<{ records: ContactRecord[]; hasMore: boolean }>;
  /** The entries for records that somebody else changed. */
  describe(records: readonly ContactRecord[]): Promise<RemoteContact[]>;
}

/**
 * Lists records that somebody else changed. A listed record counts as known once the caller goes on from the end
 * of its list.
 */
export function createChangeLister(known: KnownContacts, { readPage, describe }: ChangeReader) {
  let listed: { end: string; records: ContactRecord[] } | null = null;

  return async (after: RemoteCursor | null, now: Date): Promise<RemoteChanges> => {
    if (listed?.end === JSON.stringify(after)) {
      for (const { id, state } of listed.records) known.remember(id, state);
    }
    const { records, hasMore } = await readPage(after, now);
    const last = records.at(-1);
    const next = last ? { modifiedAt: last.modifiedAt, externalId: last.id } : after;
    listed = { end: JSON.stringify(next), records: records.filter(({ isGone }) => !isGone) };
    const contacts = await describe(
      records.filter(({ id, state, isGone }) => isGone || !known.isKnown(id, state)),
    );
    return { contacts, next, hasMore };
  };
}
