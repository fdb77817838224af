import type { RemoteContact, RemoteCursor } from "@coccinelle/core";
import { queryRecords } from "../api/query-records.ts";
import { quoteText } from "../api/soql.ts";
import { type ContactContext, loadPlans } from "./contact-context.ts";
import { type ContactRecord, isGone, readState } from "./contact-record.ts";
import { followRecords } from "./follow-records.ts";
import { GONE, modifiedTime, toRemoteContact } from "./read-contacts.ts";
import { listForms, type RecordForm } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

/** What one answer to a query holds. */
const PAGE_SIZE = 2000;
/**
 * A change is stamped before it is committed, so that a younger one may be seen before it, and the clocks
 * differ: what is younger than this is left for the next time.
 */
const COMMIT_LAG_MS = 60_000;

interface RemoteChanges {
  contacts: RemoteContact[];
  next: RemoteCursor | null;
  hasMore: boolean;
}

interface Change {
  plan: RecordPlan;
  record: ContactRecord;
}

/**
 * Lists the customers' records that changed after the cursor, oldest first: also those that were deleted,
 * merged or converted. What was listed counts as known once the caller goes on from its end.
 */
export function createRemoteChangeLister(context: ContactContext) {
  let listed: { end: string; changes: Change[] } | null = null;

  return async (after: RemoteCursor | null, now: Date): Promise<RemoteChanges> => {
    if (listed?.end === JSON.stringify(after)) {
      for (const { plan, record } of listed.changes) {
        context.known.remember(record.id, readState(plan, record));
      }
    }
    const until = new Date(now.getTime() - COMMIT_LAG_MS).toISOString();
    const pages = [];
    for (const form of listForms(context.settings)) {
      const plan = await context.getPlan(form);
      if (plan.hasKey) pages.push({ plan, records: await readPage(context, plan, after, until) });
    }
    const { changes, hasMore } = merge(pages);
    const last = changes.at(-1)?.record;
    const next = last ? { modifiedAt: modifiedTime(last), externalId: last.id } : after;
    listed = { end: JSON.stringify(next), changes: changes.filter(({ record }) => !isGone(record)) };
    return { contacts: await toRemoteContacts(context, changes), next, hasMore };
  };
}

/** One object's changes in their order: by time, and within a moment by id. */
function readPage(
  context: ContactContext,
  plan: RecordPlan,
  after: RemoteCursor | null,
  until: string,
): Promise<ContactRecord[]> {
  const { form } = plan;
  const where = `${form.keyField} != null AND SystemModstamp <= ${until}${afterCursor(form, after)}`;
  const order = `ORDER BY SystemModstamp, Id LIMIT ${PAGE_SIZE}`;
  return queryRecords(context, plan, "queryAll", `${where} ${order}`);
}

/** Within the cursor's moment, one object's records come before another's, in the order of their prefixes. */
function afterCursor({ idPrefix }: RecordForm, after: RemoteCursor | null): string {
  if (after === null) return "";
  const { externalId } = after;
  // Salesforce stamps whole seconds; the first cursor is the moment of a connection, and has a part of one.
  const modifiedAt = after.modifiedAt.replace(/\.\d+Z$/, ".000Z");
  if (externalId.startsWith(idPrefix)) {
    return ` AND (SystemModstamp > ${modifiedAt} OR (SystemModstamp = ${modifiedAt} AND Id > ${quoteText(externalId)}))`;
  }
  return ` AND SystemModstamp ${externalId < idPrefix ? ">=" : ">"} ${modifiedAt}`;
}

/** As far as every object's changes are known. */
function merge(pages: readonly { plan: RecordPlan; records: ContactRecord[] }[]): {
  changes: Change[];
  hasMore: boolean;
} {
  const all = pages
    .flatMap(({ plan, records }) => records.map((record) => ({ plan, record })))
    // Stable: within a moment and an object, the order stays Salesforce's.
    .toSorted((one, other) => compare(one, other));
  const ends = pages.flatMap(({ plan, records }) => {
    const last = records.length === PAGE_SIZE ? records.at(-1) : undefined;
    return last ? [{ plan, record: last }] : [];
  });
  const positions = ends.map(({ record }) => all.findIndex((each) => each.record === record));
  return {
    changes: all.slice(0, Math.min(...positions.map((at) => at + 1), all.length)),
    hasMore: ends.length > 0,
  };
}

function compare(one: Change, other: Change): number {
  const [a, b] = [one, other].map(({ record, plan }) => modifiedTime(record) + plan.form.idPrefix);
  return a === b || a === undefined || b === undefined ? 0 : a < b ? -1 : 1;
}

/** What is not there any more is told by where it has gone. */
async function toRemoteContacts(
  context: ContactContext,
  changes: readonly Change[],
): Promise<RemoteContact[]> {
  const gone = changes.filter(({ record }) => isGone(record)).map(({ record }) => record.id);
  const followed = await followRecords(context, gone);
  const places = [...followed.values()].flatMap((each) => each?.record.id ?? []);
  const plans = await loadPlans(context, [...new Set(places)]);
  return changes.flatMap(({ plan, record }): RemoteContact[] => {
    const modifiedAt = modifiedTime(record);
    if (!isGone(record)) {
      const isOurs = context.known.isKnown(record.id, readState(plan, record));
      return isOurs ? [] : [toRemoteContact(plan, record.id, record)];
    }
    const place = followed.get(record.id)?.record;
    if (!place) return [{ askedId: record.id, ...GONE, modifiedAt }];
    return [{ ...toRemoteContact(plans.ofId(place.id), record.id, place), modifiedAt }];
  });
}
