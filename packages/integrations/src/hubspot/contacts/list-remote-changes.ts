import type { RemoteContact, RemoteCursor } from "@coccinelle/core";
import {
  type Filter,
  FilterOperatorEnum as Operator,
} from "@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import { type AdapterContext, contactProperties } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import { modifiedTime, toRemoteContact } from "./read-contacts.ts";
import { readState } from "./remote-state.ts";

/** The most that a search shows at once; each page is a search of its own, so that 10,000 results are no limit. */
const PAGE_SIZE = 200;
/** The search index is up to 30 seconds late: what is younger than this is left for the next time. */
const INDEX_LAG_MS = 60_000;

interface RemoteChanges {
  contacts: RemoteContact[];
  next: RemoteCursor | null;
  hasMore: boolean;
}

/**
 * Lists the customers' contacts that changed after the cursor, oldest first, as far as the search index is
 * settled. What was listed counts as known once the caller goes on from its end.
 */
export function createRemoteChangeLister(context: AdapterContext) {
  let listed: { end: string; records: RemoteRecord[] } | null = null;

  return async (after: RemoteCursor | null, now: Date): Promise<RemoteChanges> => {
    if (listed?.end === JSON.stringify(after)) {
      for (const { id, properties } of listed.records) {
        context.known.remember(id, readState(properties, context.settings));
      }
    }
    const found = await search(context, after, String(now.getTime() - INDEX_LAG_MS));
    const hasMore = found.length === PAGE_SIZE;
    const records = hasMore ? await endBetweenMoments(context, found, after) : found;
    const last = records.at(-1);
    const next = last ? { modifiedAt: modifiedTime(last).toISOString(), externalId: last.id } : after;
    listed = { end: JSON.stringify(next), records };
    const contacts = records
      .filter(({ id, properties }) => !context.known.isKnown(id, readState(properties, context.settings)))
      .flatMap((record) => toChanges(context, record));
    return { contacts, next, hasMore };
  };
}

/** The contact, and every one that was merged into it. */
function toChanges(context: AdapterContext, record: RemoteRecord): RemoteContact[] {
  const merged = (record.properties.hs_merged_object_ids ?? "").split(";").filter((id) => id !== "");
  return [record.id, ...merged].map((askedId) => toRemoteContact(context, askedId, record));
}

/**
 * A search is ordered by one property, so a full page may hold some of the contacts of its last moment and
 * not others. It ends before that moment; a page of a single moment is asked for again, ordered by id.
 */
async function endBetweenMoments(
  context: AdapterContext,
  found: readonly RemoteRecord[],
  after: RemoteCursor | null,
): Promise<RemoteRecord[]> {
  const lastMoment = timeOf(found.at(-1));
  const whole = found.filter((record) => timeOf(record) < lastMoment);
  if (whole.length > 0) return whole;
  const isCursorsMoment = after !== null && Date.parse(after.modifiedAt) === lastMoment;
  return run(context, "hs_object_id", [
    [
      at("lastmodifieddate", Operator.Eq, String(lastMoment)),
      at("hs_object_id", Operator.Gt, isCursorsMoment ? after.externalId : "0"),
    ],
  ]);
}

async function search(
  context: AdapterContext,
  after: RemoteCursor | null,
  until: string,
): Promise<RemoteRecord[]> {
  const moment = String(Date.parse(after?.modifiedAt ?? new Date(0).toISOString()));
  const found = await run(context, "lastmodifieddate", [
    [at("lastmodifieddate", Operator.Gt, moment), at("lastmodifieddate", Operator.Lte, until)],
    [at("lastmodifieddate", Operator.Eq, moment), at("hs_object_id", Operator.Gt, after?.externalId ?? "0")],
  ]);
  return found.toSorted((one, other) => timeOf(one) - timeOf(other) || Number(one.id) - Number(other.id));
}

/** Our contacts alone: those that bear a customer's id. */
async function run(context: AdapterContext, sort: string, groups: Filter[][]): Promise<RemoteRecord[]> {
  const isOurs = { propertyName: KEY_PROPERTY, operator: Operator.HasProperty };
  const { results } = await context.api.searchContacts({
    filterGroups: groups.map((filters) => ({ filters: [...filters, isOurs] })),
    sorts: [sort],
    properties: contactProperties(context, await context.getPlan()),
    limit: PAGE_SIZE,
  });
  return results;
}

function at(propertyName: string, operator: Operator, value: string): Filter {
  return { propertyName, operator, value };
}

function timeOf(record: RemoteRecord | undefined): number {
  return record ? modifiedTime(record).getTime() : 0;
}
