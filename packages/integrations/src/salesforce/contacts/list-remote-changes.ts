import type { RemoteContact, RemoteCursor } from "@coccinelle/core";
import { type ContactRecord, DELETED, toRemoteContact } from "../../contacts/contact-record.ts";
import { createChangeLister } from "../../contacts/read-contacts.ts";
import { queryRecords } from "../api/query-records.ts";
import { quoteText } from "../api/soql.ts";
import type { ContactContext } from "./contact-context.ts";
import { followRecords } from "./follow-records.ts";
import { listForms, type RecordForm } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

/** One answer to a query holds at most 2,000 records. */
const PAGE_SIZE = 2000;
/**
 * Salesforce stamps a change before it commits it, so a younger change may be seen first. Clocks differ, too. So
 * changes younger than 60 seconds are left for the next time.
 */
const COMMIT_LAG_MS = 60_000;

interface ObjectPage {
  form: RecordForm;
  records: ContactRecord[];
}

/**
 * Lists the customers' records that somebody else changed after the cursor, oldest first. Deleted, merged and
 * converted records are among them.
 */
export function createRemoteChangeLister(context: ContactContext) {
  return createChangeLister(context.known, {
    async readPage(after, now) {
      const until = new Date(now.getTime() - COMMIT_LAG_MS).toISOString();
      const pages: ObjectPage[] = [];
      for (const form of listForms(context.settings)) {
        const plan = await context.getPlan(form);
        if (plan.hasKey) pages.push({ form, records: await readObjectPage(context, plan, after, until) });
      }
      return merge(pages);
    },
    describe: (records) => describeRecords(context, records),
  });
}

/** One object's changes, ordered by time, and within a moment by id. */
function readObjectPage(
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
  // Salesforce stamps whole seconds. The first cursor is the moment of a connection, and has milliseconds.
  const modifiedAt = after.modifiedAt.replace(/\.\d+Z$/, ".000Z");
  if (externalId.startsWith(idPrefix)) {
    return ` AND (SystemModstamp > ${modifiedAt} OR (SystemModstamp = ${modifiedAt} AND Id > ${quoteText(externalId)}))`;
  }
  return ` AND SystemModstamp ${externalId < idPrefix ? ">=" : ">"} ${modifiedAt}`;
}

/** Merges the pages as far as the changes of every object are known. */
function merge(pages: readonly ObjectPage[]): { records: ContactRecord[]; hasMore: boolean } {
  const all = pages
    .flatMap(({ form, records }) =>
      records.map((record) => ({ record, order: record.modifiedAt + form.idPrefix })),
    )
    // Stable: within a moment and an object, the order stays Salesforce's.
    .toSorted((one, other) => (one.order === other.order ? 0 : one.order < other.order ? -1 : 1))
    .map(({ record }) => record);
  const ends = pages.flatMap(({ records }) => (records.length === PAGE_SIZE ? records.slice(-1) : []));
  const settled = Math.min(...ends.map((end) => all.indexOf(end) + 1), all.length);
  return { records: all.slice(0, settled), hasMore: ends.length > 0 };
}

/** A record that is gone is described by the record that it became. */
async function describeRecords(
  context: ContactContext,
  records: readonly ContactRecord[],
): Promise<RemoteContact[]> {
  const gone = records.filter(({ isGone }) => isGone).map(({ id }) => id);
  const places = await followRecords(context, gone);
  return records.map((record) => {
    if (!record.isGone) return toRemoteContact(record.id, record);
    const place = places.get(record.id);
    const told = place ? toRemoteContact(record.id, place.record) : { askedId: record.id, ...DELETED };
    return { ...told, modifiedAt: record.modifiedAt };
  });
}
