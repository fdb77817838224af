import type { AdapterContext } from "../api/adapter-context.ts";
import { MAX_QUERY_URL_LENGTH, queryUrlLength } from "../api/salesforce-api.ts";
import { packConditions } from "../api/soql.ts";

const ACCOUNT_PREFIX = "001";
/** As many as are remembered: an adapter lives long. */
const MAX_KNOWN = 50_000;
const SOQL = "SELECT Id, PersonContactId FROM Account WHERE ";

/**
 * Whom tasks name for each record: itself, or the contact of a person account.
 *
 * @returns without those accounts that are not there any more
 */
export async function findWhoIds(
  { api, personContacts }: AdapterContext,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  if (personContacts.size > MAX_KNOWN) personContacts.clear();
  const unknown = new Set(externalIds.filter((id) => isAccount(id) && !personContacts.has(id)));
  const conditions = [...unknown].map((value) => ({ field: "Id", value }));
  for (const clause of packConditions(conditions, MAX_QUERY_URL_LENGTH - queryUrlLength(SOQL))) {
    for (const { id, fields } of await api.query(SOQL + clause)) {
      const { PersonContactId: contactId } = fields;
      if (typeof contactId === "string") personContacts.set(id, contactId);
    }
  }
  return new Map(
    externalIds.flatMap((id): [string, string][] => {
      const whoId = isAccount(id) ? personContacts.get(id) : id;
      return whoId === undefined ? [] : [[id, whoId]];
    }),
  );
}

function isAccount(id: string): boolean {
  return id.startsWith(ACCOUNT_PREFIX);
}
