import type { ContactRecord } from "../../contacts/contact-record.ts";
import { UnknownFieldError } from "../../records/unknown-field-error.ts";
import type { ContactContext } from "../contacts/contact-context.ts";
import { toContactRecord } from "../contacts/contact-record.ts";
import type { RecordPlan } from "../contacts/record-plan.ts";
import { MAX_QUERY_URL_LENGTH, queryUrlLength } from "./salesforce-api.ts";
import { SalesforceRefusal } from "./salesforce-refusal.ts";
import { type Condition, packConditions } from "./soql.ts";

/** Whether records of the recycle bin count as well. */
export type Scope = "query" | "queryAll";

/**
 * Customers' records of an object, with all fields of the plan.
 *
 * @param where a condition, and what may come after it
 * @throws UnknownFieldError
 */
export async function queryRecords(
  { api }: ContactContext,
  plan: RecordPlan,
  scope: Scope,
  where: string,
): Promise<ContactRecord[]> {
  try {
    const records = await api[scope](frameQuery(plan, where));
    return records.map((record) => toContactRecord(plan, record));
  } catch (error) {
    if (!(error instanceof SalesforceRefusal) || !error.has("INVALID_FIELD")) throw error;
    const fields = error.refusals.flatMap((refusal) => refusal.fields);
    throw new UnknownFieldError("Salesforce", plan.form.type, fields);
  }
}

/** The records for which any of the conditions holds. */
export async function queryByConditions(
  context: ContactContext,
  plan: RecordPlan,
  scope: Scope,
  conditions: readonly Condition[],
): Promise<ContactRecord[]> {
  const room = MAX_QUERY_URL_LENGTH - queryUrlLength(frameQuery(plan, "()"));
  const answers = await Promise.all(
    packConditions(conditions, room).map((clause) => queryRecords(context, plan, scope, `(${clause})`)),
  );
  return [...new Map(answers.flat().map((record) => [record.id, record])).values()];
}

/** Only accounts that are persons count, and only contacts that do not belong to a person account. */
function frameQuery({ form, selected, hasPersons }: RecordPlan, where: string): string {
  const persons = hasPersons ? `IsPersonAccount = ${form.type === "Account"} AND ` : "";
  return `SELECT ${selected.join(", ")} FROM ${form.type} WHERE ${persons}${where}`;
}
