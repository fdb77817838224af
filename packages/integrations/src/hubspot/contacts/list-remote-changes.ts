import type { RemoteContact, RemoteCursor } from "@coccinelle/core";
import {
  type Filter,
  FilterOperatorEnum as Operator,
} from "@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import { type ContactRecord, toRemoteContact } from "../../contacts/contact-record.ts";
import { createChangeLister } from "../../contacts/read-contacts.ts";
import { type AdapterContext, contactProperties } from "../api/adapter-context.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import { toContactRecord } from "./contact-record.ts";

/** A search shows at most 200. Each page is a search of its own, so HubSpot's limit of 10,000 results is not met. */
const PAGE_SIZE = 200;
/** The search index is up to 30 seconds late, so changes younger than 60 seconds are left for the next time. */
const INDEX_LAG_MS = 60_000;

/**
 * Lists the customers' contacts that somebody else changed after the cursor, oldest first, as far as the search
 * index is settled.
 */
export function createRemoteChangeLister(context: AdapterContext) {
  return createChangeLister(context.known, {
    async readPage(after, now) {
      const found = await search(context, after, String(now.getTime() - INDEX_LAG_MS));
      const hasMore = found.length === PAGE_SIZE;
      return { records: hasMore ? await endBetweenMoments(context, found, after) : found, hasMore };
    },
    describe: async (records) => records.flatMap(describeContact),
  });
}

/** One entry for the contact, and one for each contact that was merged into it. */
function describeContact(record: ContactRecord): RemoteContact[] {
  const merged = (record.values.hs_merged_object_ids ?? "").split(";").filter((id) => id !== "");
  return [record.id, ...merged].map((askedId) => toRemoteContact(askedId, record));
}

/**
 * A search is ordered by one property, so a full page may hold only some of the contacts of its last moment. The
 * page therefore ends before that moment. A page of a single moment is asked for again, ordered by id.
 */
async function endBetweenMoments(
  context: AdapterContext,
  found: readonly ContactRecord[],
  after: RemoteCursor | null,
): Promise<ContactRecord[]> {
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
): Promise<ContactRecord[]> {
  const moment = String(Date.parse(after?.modifiedAt ?? new Date(0).toISOString()));
  const found = await run(context, "lastmodifieddate", [
    [at("lastmodifieddate", Operator.Gt, moment), at("lastmodifieddate", Operator.Lte, until)],
    [at("lastmodifieddate", Operator.Eq, moment), at("hs_object_id", Operator.Gt, after?.externalId ?? "0")],
  ]);
  return found.toSorted((one, other) => timeOf(one) - timeOf(other) || Number(one.id) - Number(other.id));
}

/** Searches among the contacts that bear a customer's id. */
async function run(context: AdapterContext, sort: string, groups: Filter[][]): Promise<ContactRecord[]> {
  const isOurs = { propertyName: KEY_PROPERTY, operator: Operator.HasProperty };
  const { results } = await context.api.searchContacts({
    filterGroups: groups.map((filters) => ({ filters: [...filters, isOurs] })),
    sorts: [sort],
    properties: contactProperties(context, await context.getPlan()),
    limit: PAGE_SIZE,
  });
  return results.map((record) => toContactRecord(record, context.settings));
}

function at(propertyName: string, operator: Operator, value: string): Filter {
  return { propertyName, operator, value };
}

function timeOf(record: ContactRecord | undefined): number {
  return record ? Date.parse(record.modifiedAt) : 0;
}
