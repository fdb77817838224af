import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";
import type { ObjectDescription } from "./answers.ts";
import type { SalesforceApi } from "./salesforce-api.ts";
import { SalesforceRefusal } from "./salesforce-refusal.ts";

/** What all of the adapter's parts share. */
export interface AdapterContext {
  api: SalesforceApi;
  settings: SalesforceSettings;
  clock: () => Date;
  /** An object as the user of the API sees it; read again after an hour or `forgetObject`. Null where there is none. */
  getObject: (type: string) => Promise<ObjectDescription | null>;
  forgetObject: (type: string) => void;
  /** The values of `Task.Status` that mean done, in their order; read once. */
  getClosedStatuses: () => Promise<string[]>;
  /** The contact of each person account that was asked for: tasks name it. */
  personContacts: Map<string, string>;
}

/** How long what is known of an organisation's fields stays true: what was taken away there may come back. */
export const SCHEMA_MS = 60 * 60 * 1000;

export function createAdapterContext(
  api: SalesforceApi,
  settings: SalesforceSettings,
  clock: () => Date,
): AdapterContext {
  const objects = new Map<string, { answer: Promise<ObjectDescription | null>; until: number }>();
  let closedStatuses: Promise<string[]> | null = null;
  return {
    api,
    settings,
    clock,
    async getObject(type) {
      const now = clock().getTime();
      const last = objects.get(type);
      const known = last && now < last.until ? last : { answer: api.describe(type), until: now + SCHEMA_MS };
      objects.set(type, known);
      try {
        return await known.answer;
      } catch (error) {
        objects.delete(type);
        throw error;
      }
    },
    forgetObject(type) {
      objects.delete(type);
    },
    async getClosedStatuses() {
      closedStatuses ??= listClosedStatuses(api);
      try {
        return await closedStatuses;
      } catch (error) {
        closedStatuses = null;
        throw error;
      }
    },
    personContacts: new Map(),
  };
}

/** None where the user may not ask for them. */
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
