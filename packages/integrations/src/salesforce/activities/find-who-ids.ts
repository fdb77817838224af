import type { AdapterContext } from "../api/adapter-context.ts";
import { MAX_QUERY_URL_LENGTH, queryUrlLength } from "../api/salesforce-api.ts";
import { packConditions } from "../api/soql.ts";

const ACCOUNT_PREFIX = "001";
/** Beyond this many the memory is cleared, since an adapter lives long. */
const MAX_KNOWN = 50_000;
const SOQL = "SELECT Id, PersonContactId FROM Account WHERE ";

/**
 * The id that tasks name for each record: its own, or that of a person account's contact.
 *
 * @returns no entry for an account that is not in Salesforce any more
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
