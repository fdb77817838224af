import type { BulkLoad, ContactOutcome, ContactPush } from "@coccinelle/core";
import type { Properties } from "../../contacts/choose-properties.ts";
import { chooseTargets, hasMatch } from "../../contacts/contact-target.ts";
import { chunk } from "../../http/chunk.ts";
import { classifyRefusals } from "../api/classify-refusals.ts";
import { toCsv } from "../api/csv.ts";
import { describeRefusals, readRowRefusal, SalesforceRefusal, toLongId } from "../api/salesforce-refusal.ts";
import { type ContactContext, loadPlans } from "./contact-context.ts";
import { OWNERSHIP } from "./contact-record.ts";
import { type PlannedCreation, planCreations, rememberCreation, toCreated } from "./create-contacts.ts";
import { findBeforeLoad } from "./find-unmapped.ts";
import { followRecords } from "./follow-records.ts";
import type { RecordPlan } from "./record-plan.ts";
import { reserveIdentities } from "./reserve-identities.ts";
import { updateContacts } from "./update-contacts.ts";
import { switchingOffFields, withoutUnknownFields } from "./without-unknown-fields.ts";

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

/** First loads by jobs: those who stand there already are updated by their ids, the others upserted by a job. */
export function createBulkLoad(context: ContactContext): BulkLoad {
  return {
    minSize: MIN_SIZE,
    pageSize: PAGE_SIZE,
    open: () =>
      withoutUnknownFields(context, async () => {
        const { forNew } = await loadPlans(context, []);
        return (await context.api.openIngestJob(forNew.form.type, forNew.form.keyField)).id;
      }),
    // What Salesforce refuses as a whole it would refuse again: that page goes without a job.
    send: (jobId, page) => switchingOffFields(context, () => send(context, jobId, page)),
    collect: (jobId, page) => withoutUnknownFields(context, () => collect(context, jobId, page)),
  };
}

async function send(
  context: ContactContext,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const { api } = context;
  const job = await api.getIngestJob(jobId);
  if (job?.state !== "Open") return [];
  const { forNew } = await loadPlans(context, []);
  context.reservations.begin();
  try {
    const distinct = [...new Map(page.map((push) => [push.customer.id, push])).values()];
    const { outcomes, news } = await updateFound(context, forNew, distinct);
    // Those whom another one came before are left to the pages, which find the record by then.
    const { pushes } = reserveIdentities(context, news);
    const creations = (await planCreations(context, forNew, pushes)).filter(isForJob);
    // Without rows there is nothing to begin with: the job stays open until it is asked for.
    if (creations.length === 0) return outcomes;
    const csv = writeRows(forNew, creations);
    // A job that has its rows takes no others: a crash came between handing them over and closing it.
    await unlessRefused(api.uploadIngestData(jobId, csv), null);
    // One that got them twice after all has failed by now, as its results will tell.
    await unlessRefused(api.closeIngestJob(jobId), null);
    return outcomes;
  } finally {
    context.reservations.end();
  }
}

/** @returns with those of whom there is no record */
async function updateFound(
  context: ContactContext,
  plan: RecordPlan,
  page: readonly ContactPush[],
): Promise<{ outcomes: ContactOutcome[]; news: ContactPush[] }> {
  const taken = new Set<string>();
  const outcomes: ContactOutcome[] = [];
  const news: ContactPush[] = [];
  for (const part of chunk(page, SEARCH_SIZE)) {
    const mapped = part.flatMap(({ externalId }) => externalId ?? []);
    const followed = await followRecords(context, mapped);
    const candidates = part.flatMap((push) => {
      const place = followed.get(push.externalId ?? "");
      return place ? [{ push, matches: [place.record], how: place.how }] : [];
    });
    // One whose record was deleted there is left to the pages, which say so.
    const unmapped = part.filter(({ externalId }) => externalId === null);
    const found = await findBeforeLoad(context, plan, unmapped);
    const chosen = chooseTargets([...candidates, ...found.candidates.filter(hasMatch)], OWNERSHIP, {
      taken,
      reservations: context.reservations,
    });
    const updated = await updateContacts(context, chosen.targets);
    outcomes.push(...chosen.outcomes, ...updated.outcomes);
    news.push(...found.candidates.filter((each) => !hasMatch(each)).map(({ push }) => push));
  }
  return { outcomes, news };
}

/** Who has such a value as a name is left to the pages. */
function isForJob({ properties }: PlannedCreation): boolean {
  return !Object.values(properties).some((value) => value.trim() === NULL_VALUE);
}

/** As many rows as fit; the others are not in the job. */
function writeRows({ form }: RecordPlan, creations: readonly PlannedCreation[]): string {
  const names = new Set(creations.flatMap(({ properties }) => Object.keys(properties)));
  const columns = [form.keyField, ...[...names].filter((name) => name !== form.keyField)];
  const rows: string[][] = [];
  let length = 0;
  for (const { properties } of creations) {
    const row = columns.map((name) => properties[name] ?? "");
    length += row.reduce((sum, value) => sum + value.length + 3, 0);
    if (length > MAX_CSV_LENGTH) break;
    rows.push(row);
  }
  return toCsv(columns, rows);
}

async function unlessRefused<Answer, Other>(
  call: Promise<Answer>,
  otherwise: Other,
): Promise<Answer | Other> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SalesforceRefusal) return otherwise;
    throw error;
  }
}

async function collect(
  context: ContactContext,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[] | null> {
  const { api } = context;
  const job = await api.getIngestJob(jobId);
  switch (job?.state) {
    case undefined:
      return [];
    case "UploadComplete":
    case "InProgress":
      return null;
    case "Open":
      // It never got its rows.
      await api.abortIngestJob(jobId);
      return [];
    case "Aborted":
    case "Failed": {
      const told = await unlessRefused(readOutcomes(context, jobId, page), []);
      const known = new Set(told.map(({ prospectId }) => prospectId));
      const reason = "Salesforce ended the job that was to bring many customers";
      const others = page.map(({ customer }) => customer.id).filter((id) => !known.has(id));
      return [...told, ...others.map((prospectId) => ({ prospectId, kind: "error", reason }) as const)];
    }
    case "JobComplete":
      return readOutcomes(context, jobId, page);
  }
}

/** Of the rows that the job has come to. */
async function readOutcomes(
  context: ContactContext,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  return [...(await readWritten(context, jobId, page)), ...(await readRefused(context, jobId))];
}

async function readWritten(
  context: ContactContext,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const { forNew } = await loadPlans(context, []);
  const customers = new Map(page.map(({ customer }) => [customer.id, customer]));
  const outcomes: ContactOutcome[] = [];
  for (const row of await context.api.readIngestResults(jobId, "successfulResults")) {
    const written = { id: toLongId(row.sf__Id ?? ""), isNew: row.sf__Created === "true" };
    const prospectId = row[forNew.form.keyField] ?? "";
    const customer = customers.get(prospectId);
    const properties = readProperties(row);
    // What was sent, which may differ from what the customer is by now.
    const fields = forNew.fields.flatMap((field) => {
      const value = properties[field.property];
      return value === undefined ? [] : { ...field, value };
    });
    await rememberCreation(context, forNew, written.id, { properties, isNew: written.isNew });
    const warnings = customer ? forNew.fit(customer).warnings : [];
    outcomes.push(
      toCreated(forNew, { push: { customer: { id: prospectId } }, fields, properties, warnings }, written),
    );
  }
  return outcomes;
}

/** Without the columns that tell of the result, and those without a value. */
function readProperties(row: Readonly<Record<string, string>>): Properties {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !name.startsWith("sf__") && value !== ""),
  );
}

/** What a collection can mend is tried again by one: a job's results do not name the records in the way. */
async function readRefused(context: ContactContext, jobId: string): Promise<ContactOutcome[]> {
  const { forNew } = await loadPlans(context, []);
  const rows = await context.api.readIngestResults(jobId, "failedResults");
  return rows.map((row): ContactOutcome => {
    const prospectId = row[forNew.form.keyField] ?? "";
    const refusal = readRowRefusal(row.sf__Error ?? "");
    const kind = classifyRefusals([refusal]) === "final" ? "blocked" : "error";
    return { prospectId, kind, reason: describeRefusals([refusal]) };
  });
}
