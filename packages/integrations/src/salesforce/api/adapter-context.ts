import { createAnswerMemory, SCHEMA_MS } from "../../records/answer-memory.ts";
import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";
import type { ObjectDescription } from "./answers.ts";
import type { SalesforceApi } from "./salesforce-api.ts";
import { SalesforceRefusal } from "./salesforce-refusal.ts";

/** The things that all parts of the adapter share. */
export interface AdapterContext {
  api: SalesforceApi;
  settings: SalesforceSettings;
  clock: () => Date;
  /** An object as the user of the API sees it, read again after an hour or `forgetObject`; null where there is none. */
  getObject: (type: string) => Promise<ObjectDescription | null>;
  forgetObject: (type: string) => void;
  /** The values of `Task.Status` that mean done, in their order; read once. */
  getClosedStatuses: () => Promise<string[]>;
  /** The contact of each person account that was asked for: tasks name it. */
  personContacts: Map<string, string>;
}

export function createAdapterContext(
  api: SalesforceApi,
  settings: SalesforceSettings,
  clock: () => Date,
): AdapterContext {
  const objects = createAnswerMemory<ObjectDescription | null>(clock);
  const closedStatuses = createAnswerMemory<string[]>(clock);
  return {
    api,
    settings,
    clock,
    getObject: (type) => objects.get(type, SCHEMA_MS, () => api.describe(type)),
    forgetObject: (type) => objects.forget(type),
    getClosedStatuses: () =>
      closedStatuses.get("Task", Number.POSITIVE_INFINITY, () => listClosedStatuses(api)),
    personContacts: new Map(),
  };
}

/** @returns none where the user may not ask for them */
async function listClosedStatuses(api: SalesforceApi): Promise<string[]> {
  const soql = "SELECT Id, ApiName FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder";
  try {
    const statuses = await api.query(soql);
    return statuses.flatMap(({ fields }) => (typeof fields.ApiName === "string" ? fields.ApiName : []));
  } catch (error) {
    if (error instanceof SalesforceRefusal) return [];
    throw error;
  }
}
