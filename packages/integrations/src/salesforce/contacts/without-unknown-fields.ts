import { TransientError } from "@coccinelle/core";
import { switchingOffFields } from "../../records/unknown-field-error.ts";
import { SalesforceRefusal } from "../api/salesforce-refusal.ts";
import type { ContactContext } from "./contact-context.ts";

/** Switches fields off that Salesforce does not take, as `switchingOffFields` does. */
export function withoutUnknownFields<Answer>(
  context: ContactContext,
  work: () => Promise<Answer>,
): Promise<Answer> {
  return awaitingPermission(() => switchingOffFields(context, work));
}

/** A request that Salesforce refuses as a whole may pass once an administrator has put it right. */
export async function awaitingPermission<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SalesforceRefusal) throw new TransientError(error.message, { cause: error });
    throw error;
  }
}
