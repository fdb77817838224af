import { TransientError } from "@coccinelle/core";
import { UnknownFieldError } from "../../records/unknown-field-error.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { SalesforceRefusal } from "../api/salesforce-refusal.ts";
import { getTaskForm, type TaskForm } from "./task-form.ts";

/**
 * Works with tasks by their description. After a refusal that no record is to blame for, the description is read
 * again the next time.
 *
 * @throws TransientError for such a refusal, and whatever the work throws
 */
export async function withTaskForm<Result>(
  context: AdapterContext,
  work: (form: TaskForm) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await getTaskForm(context));
  } catch (error) {
    if (!(error instanceof SalesforceRefusal || error instanceof UnknownFieldError)) throw error;
    context.forgetObject("Task");
    throw new TransientError("Salesforce refuses tasks as they were described: they are looked at again", {
      cause: error,
    });
  }
}
