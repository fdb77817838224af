import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import type { ContactVerbs } from "../../../contacts/contact-verbs.ts";
import { toCreated } from "../../../contacts/write-contacts.ts";
import type { Properties } from "../../../fields/choose-properties.ts";
import { readRowRefusal, SalesforceRefusal, toLongId } from "../../api/salesforce-refusal.ts";
import { toRefused } from "../../api/write-records.ts";
import { type ContactContext, loadPlans } from "../contact-context.ts";
import type { RecordPlan } from "../record-plan.ts";

/** @returns null while the job is under way; then the outcomes of its rows */
export async function collectResults(
  context: ContactContext,
  verbs: ContactVerbs<RecordPlan>,
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
      // The job never got its rows.
      await api.abortIngestJob(jobId);
      return [];
    case "Aborted":
    case "Failed": {
      const told = await unlessRefused(readOutcomes(context, verbs, jobId, page), []);
      const known = new Set(told.map(({ prospectId }) => prospectId));
      const reason = "Salesforce ended the job that was to bring many customers";
      const others = page.map(({ customer }) => customer.id).filter((id) => !known.has(id));
      return [...told, ...others.map((prospectId) => ({ prospectId, kind: "error", reason }) as const)];
    }
    case "JobComplete":
      return readOutcomes(context, verbs, jobId, page);
  }
}

/** The outcomes of the rows that the job has processed. */
async function readOutcomes(
  context: ContactContext,
  verbs: ContactVerbs<RecordPlan>,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  return [...(await readWritten(context, verbs, jobId, page)), ...(await readRefused(context, jobId))];
}

async function readWritten(
  context: ContactContext,
  verbs: ContactVerbs<RecordPlan>,
  jobId: string,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const { forNew } = await loadPlans(context, []);
  const customers = new Map(page.map(({ customer }) => [customer.id, customer]));
  const outcomes: ContactOutcome[] = [];
  for (const row of await context.api.readIngestResults(jobId, "successfulResults")) {
    const id = row[forNew.form.keyField] ?? "";
    const customer = customers.get(id);
    const properties = readProperties(row);
    // The values that were sent, which may differ from the customer's values by now.
    const fields = forNew.fields.flatMap((field) => {
      const value = properties[field.property];
      return value === undefined ? [] : { ...field, value };
    });
    const warnings = customer ? forNew.fit(customer).warnings : [];
    const sent = { fields, properties, warnings, conflict: null };
    const isNew = row.sf__Created === "true";
    const written = { kind: "written", id: toLongId(row.sf__Id ?? ""), isNew, values: {} } as const;
    outcomes.push(await toCreated(verbs, forNew, id, sent, written));
  }
  return outcomes;
}

/** The values of a row, without the columns of the result and without blanks. */
function readProperties(row: Readonly<Record<string, string>>): Properties {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !name.startsWith("sf__") && value !== ""),
  );
}

/** A row that may pass without a value is an error, so that a page tries it again. A job names no records in the way. */
async function readRefused(context: ContactContext, jobId: string): Promise<ContactOutcome[]> {
  const { forNew } = await loadPlans(context, []);
  const rows = await context.api.readIngestResults(jobId, "failedResults");
  return rows.map((row): ContactOutcome => {
    const prospectId = row[forNew.form.keyField] ?? "";
    const { kind, fields, reason } = toRefused([readRowRefusal(row.sf__Error ?? "")]);
    const isFinal = kind === "refused" && fields.length === 0;
    return { prospectId, kind: isFinal ? "blocked" : "error", reason };
  });
}

export async function unlessRefused<Answer, Other>(
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
