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

/** Up to 2,000 customers, collections take fewer calls than a job. */
const MIN_SIZE = 2000;
/** A whole page and its results are held in memory. */
const PAGE_SIZE = 10_000;
/** A job takes several times as much, but memory does not. */
const MAX_CSV_LENGTH = 5_000_000;
/** Customers that are looked for at a time: their records are held in memory until they are updated. */
const SEARCH_SIZE = 2000;
/** This value clears a field in a job. */
const NULL_VALUE = "#N/A";

/** First loads by jobs. Records that are in Salesforce already are updated by their ids; a job upserts the others. */
export function createBulkLoad(context: ContactContext, verbs: ContactVerbs<RecordPlan>): BulkLoad {
  return {
    minSize: MIN_SIZE,
    pageSize: PAGE_SIZE,
    open: () =>
      withoutUnknownFields(context, async () => {
        const { form } = (await loadPlans(context, [])).forNew;
        return (await context.api.openIngestJob(form.type, form.keyField)).id;
      }),
    // Salesforce would refuse the same request again, so the page is pushed without a job.
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
    // Customers that another one came before are left to the pages, which will find the record.
    const { news } = reserveIdentities(context.reservations, absent);
    const creations = news.map((push) => planCreation(forNew, push)).filter(isForJob);
    // A job without rows stays open until its results are asked for.
    if (creations.length === 0) return outcomes;
    const csv = writeRows(forNew, creations, await readFixedValues(context, forNew));
    // A job that has its rows refuses others. That happens after a crash between the upload and the closing.
    await unlessRefused(api.uploadIngestData(jobId, csv), null);
    // A job that took its rows twice has failed by now, as its results will tell.
    await unlessRefused(api.closeIngestJob(jobId), null);
    return outcomes;
  });
}

/** Updates the records that are in Salesforce already. The pages report records that are deleted or vanish. */
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

/** A customer with a value that would clear a field is left to the pages. */
function isForJob({ properties }: PlannedWrite): boolean {
  return !Object.values(properties).some((value) => value.trim() === NULL_VALUE);
}

/** Writes as many rows as fit. The other customers are not in the job. */
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
