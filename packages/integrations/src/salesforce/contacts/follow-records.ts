import type { ContactRecord, Place } from "../../contacts/contact-record.ts";
import { queryByConditions } from "../api/query-records.ts";
import type { ContactContext } from "./contact-context.ts";
import { nextPlace } from "./contact-record.ts";
import { formOfId } from "./record-form.ts";

/** Nobody merges a record into another more often than this. */
const MAX_MOVES = 10;

/**
 * Finds where records are now, each by the id that it has, or had before it was merged or converted.
 *
 * @returns the place of each id's record; null where the record was deleted
 */
export async function followRecords(
  context: ContactContext,
  ids: readonly string[],
): Promise<Map<string, Place | null>> {
  const found = new Map<string, Place | null>();
  let open = new Map([...new Set(ids)].map((id) => [id, { id, how: "updated" as Place["how"] }]));
  for (let moves = 0; open.size > 0 && moves < MAX_MOVES; moves += 1) {
    const records = await readByIds(context, [...new Set(Array.from(open.values(), ({ id }) => id))]);
    const moved: typeof open = new Map();
    for (const [askedId, { id, how }] of open) {
      const record = records.get(id);
      const next = record?.isGone ? nextPlace(record) : null;
      if (next) moved.set(askedId, next);
      else if (record && !record.isGone) found.set(askedId, { record, how });
      else {
        found.set(askedId, null);
        context.known.forget(askedId);
      }
    }
    open = moved;
  }
  return found;
}

/** Reads the records of the recycle bin as well. */
async function readByIds(
  context: ContactContext,
  ids: readonly string[],
): Promise<Map<string, ContactRecord>> {
  const byForm = Map.groupBy(ids.filter(isRecordId), (id) => formOfId(id, context.settings));
  const found = await Promise.all(
    Array.from(byForm, async ([form, ofForm]) => {
      const conditions = ofForm.map((value) => ({ field: "Id", value }));
      return queryByConditions(context, await context.getPlan(form), "queryAll", conditions);
    }),
  );
  return new Map(found.flat().map((record) => [record.id, record]));
}

/** Salesforce refuses a whole query for one text that is no id. */
function isRecordId(id: string): boolean {
  return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id);
}
