import type { SalesforceApi } from "../api/salesforce-api.ts";
import { SalesforceRefusal } from "../api/salesforce-refusal.ts";
import type { OurField } from "./our-fields.ts";

/** The result of making a field. A `hidden` field was there, but the user may not see it. */
export type MadeField = "made" | "hidden" | "refused";

/** @param object `Contact`, `Lead`, or `Activity` for tasks */
export async function makeFields(
  api: SalesforceApi,
  object: string,
  fields: readonly OurField[],
): Promise<Map<string, MadeField>> {
  const results = new Map<string, MadeField>();
  for (const field of fields) results.set(field.name, await makeField(api, object, field));
  return results;
}

async function makeField(api: SalesforceApi, object: string, field: OurField): Promise<MadeField> {
  try {
    await api.createCustomField({ fullName: `${object}.${field.name}`, metadata: field.metadata });
    return "made";
  } catch (error) {
    if (!(error instanceof SalesforceRefusal)) throw error;
    return error.has("DUPLICATE_DEVELOPER_NAME") ? "hidden" : "refused";
  }
}
