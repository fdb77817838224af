import type { RemoteContact } from "@coccinelle/core";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { readByIds } from "../api/read-by-ids.ts";
import { readState } from "./remote-state.ts";

/** Says of each id what became of its contact: there, merged into another, or deleted. */
export async function readContacts(
  context: AdapterContext,
  externalIds: readonly string[],
): Promise<RemoteContact[]> {
  const records = await readByIds(context, await context.getPlan(), externalIds);
  return Array.from(records, ([askedId, record]) => {
    if (record === null) {
      context.known.forget(askedId);
      return { askedId, ...GONE };
    }
    context.known.remember(record.id, readState(record.properties, context.settings));
    return toRemoteContact(context, askedId, record);
  });
}

const GONE = {
  externalId: null,
  prospectId: null,
  ownerId: null,
  lifecycle: null,
  optedOut: false,
  /** A deletion's time is not told by id. */
  modifiedAt: new Date(0).toISOString(),
};

export function toRemoteContact(
  { settings }: AdapterContext,
  askedId: string,
  { id, properties, updatedAt }: RemoteRecord,
): RemoteContact {
  const modifiedAt = modifiedTime({ id, properties, updatedAt }).toISOString();
  return { askedId, externalId: id, ...readState(properties, settings), modifiedAt };
}

/** The property that searches order by; the record's own time may be a moment later. */
export function modifiedTime({ properties, updatedAt }: RemoteRecord): Date {
  return properties.lastmodifieddate ? new Date(properties.lastmodifieddate) : updatedAt;
}
