import { TransientError } from "@coccinelle/core";
import { SalesforceRefusal } from "../api/salesforce-refusal.ts";
import { UnknownFieldError } from "../api/write-records.ts";
import type { ContactContext } from "./contact-context.ts";

/** Beyond it, Salesforce refuses what cannot be switched off. */
const MAX_MAPPING_CHANGES = 5;

/** `switchingOffFields`; what is refused as a whole may pass once somebody has put it right there. */
export async function withoutUnknownFields<Answer>(
  context: ContactContext,
  carryOut: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await switchingOffFields(context, carryOut);
  } catch (error) {
    if (error instanceof SalesforceRefusal) throw new TransientError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Switches off a field that Salesforce does not take, or not any more, and begins again: all that is done may
 * be done twice.
 */
export async function switchingOffFields<Answer>(
  context: ContactContext,
  carryOut: () => Promise<Answer>,
): Promise<Answer> {
  for (let changes = 0; changes < MAX_MAPPING_CHANGES; changes += 1) {
    try {
      return await carryOut();
    } catch (error) {
      if (!(error instanceof UnknownFieldError)) throw error;
      context.refuseFields(error.type, error.fields);
    }
  }
  throw new TransientError("Salesforce refuses fields that it describes");
}
