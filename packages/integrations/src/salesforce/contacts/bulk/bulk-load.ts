import type { BulkLoad, ContactOutcome, ContactPush } from "@coccinelle/core";
import { chooseTargets } from "../../../contacts/choose-targets.ts";
import type { ContactVerbs, PlannedWrite } from "../../../contacts/contact-verbs.ts";
import { distinctCustomers, locate, reserving } from "../../../contacts/push-page.ts";
import { reserveIdentities } from "../../../contacts/reservations.ts";
import { planCreation, updateContacts } from "../../../contacts/write-contacts.ts";
import type { Properties } from "../../../fields/choose-properties.ts";
import { chunk } from "../../../http/chunk.ts";
import { switchingOffFields } from "../../../records/unknown-field-error.ts";
import { toCsv } from "../../api/csv.ts";
import { type ContactContext, loadPlans } from "../contact-context.ts";
import { readFixedValues } from "../contact-verbs.ts";
import { findBeforeLoad } from "../find-unmapped.ts";
import type { RecordPlan } from "../record-plan.ts";
import { withoutUnknownFields } from "../without-unknown-fields.ts";
import { collectResults, unlessRefused } from "./collect-results.ts";

/** Up to so many, collections take fewer calls. */
const MIN_SIZE = 2000;
/** A page is held in memory as a whole, and its results as well. */
const PAGE_SIZE = 10_000;
/** What a job takes is several times as much; memory is not. */
const MAX_CSV_LENGTH = 5_000_000;
/** So many are looked for at a time, whose records are held until they are updated. */
const SEARCH_SIZE = 2000;
/** In a job, it says that a field is to be cleared. */
const NULL_VALUE = "#N/A";

/** First loads by jobs: records that are there already are updated by their ids, the others upserted by a job. */
export function createBulkLoad(context: ContactContext, verbs: ContactVerbs<RecordPlan>): BulkLoad {
  return {
    minSize: MIN_SIZE,
    pageSize: PAGE_SIZE,
    open: () =>
      withoutUnknownFields(context, async () => {
        const { form } = (await loadPlans(context, [])).forNew;
        return (await context.api.openIngestJob(form.type, form.keyField)).id;
      }),
    // A request that Salesforce refuses as a whole would be refused again: that page goes without a job.
    send: (jobId, page) => switchingOffFields(context, () => send(context, verbs, jobId, page)),
    collect: (jobId, page) =>
      withoutUnknownFields(context, () => collectResults(context, verbs, jobId, page)),
  };
}

async function send(
  context: ContactContext,
  verbs: ContactVerbs<RecordPlan>,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const { api } = context;
  const job = await api.getIngestJob(jobId);
  if (job?.state !== "Open") return [];
  const { forNew } = await loadPlans(context, []);
  return reserving(verbs, async () => {
    const { outcomes, absent } = await updateFound(context, verbs, forNew, distinctCustomers(page));
    // A customer that another one came before is left to the pages, which find the record by then.
    const { news } = reserveIdentities(context.reservations, absent);
    const creations = news.map((push) => planCreation(forNew, push)).filter(isForJob);
    // Without rows there is nothing to begin with: the job stays open until it is asked for.
    if (creations.length === 0) return outcomes;
    const csv = writeRows(forNew, creations, await readFixedValues(context, forNew));
    // A job that has its rows takes no others: a crash came between handing them over and closing it.
    await unlessRefused(api.uploadIngestData(jobId, csv), null);
    // One that got them twice after all has failed by now, as its results will tell.
    await unlessRefused(api.closeIngestJob(jobId), null);
    return outcomes;
  });
}

/** A record that was deleted, or is lost while it is written, is left to the pages, which say so. */
async function updateFound(
  context: ContactContext,
  verbs: ContactVerbs<RecordPlan>,
  plan: RecordPlan,
  page: readonly ContactPush[],
): Promise<{ outcomes: ContactOutcome[]; absent: ContactPush[] }> {
  const { systemName, reservations } = context;
  const ownership = { systemName, taken: new Set<string>(), reservations };
  const finding = {
    ...verbs,
    find: (_: RecordPlan, pushes: readonly ContactPush[]) => findBeforeLoad(context, plan, pushes),
  };
  const outcomes: ContactOutcome[] = [];
  const absent: ContactPush[] = [];
  for (const part of chunk(page, SEARCH_SIZE)) {
    const mapped = part.flatMap((push) =>
      push.externalId === null ? [] : { push, externalId: push.externalId },
    );
    const unmapped = part.filter(({ externalId }) => externalId === null);
    const located = await locate(finding, plan, mapped, unmapped);
    const chosen = chooseTargets(located.candidates, ownership);
    const updated = await updateContacts(verbs, chosen.targets);
    outcomes.push(...chosen.outcomes, ...updated.outcomes);
    absent.push(...located.absent);
  }
  return { outcomes, absent };
}

/** A customer with such a value as a name is left to the pages. */
function isForJob({ properties }: PlannedWrite): boolean {
  return !Object.values(properties).some((value) => value.trim() === NULL_VALUE);
}

/** As many rows as fit; the others are not in the job. */
function writeRows({ form }: RecordPlan, creations: readonly PlannedWrite[], fixed: Properties): string {
  const records = creations.map(({ properties }) => ({ ...fixed, ...properties }));
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const columns = [form.keyField, ...[...names].filter((name) => name !== form.keyField)];
  const rows: string[][] = [];
  let length = 0;
  for (const record of records) {
    const row = columns.map((name) => record[name] ?? "");
    length += row.reduce((sum, value) => sum + value.length + 3, 0);
    if (length > MAX_CSV_LENGTH) break;
    rows.push(row);
  }
  return toCsv(columns, rows);
}
