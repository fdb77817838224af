import type { HubspotPlan } from "../contacts/contact-plan.ts";
import { type AdapterContext, contactProperties } from "./adapter-context.ts";
import type { RemoteRecord } from "./answers.ts";

/**
 * Reads contacts by the ids that they have, or had. HubSpot answers the id of a merged contact with the contact that
 * it is part of now, under that contact's id.
 *
 * @param ids at most 100
 * @returns the contact of each id; null where it was deleted
 */
export async function readByIds(
  context: AdapterContext,
  plan: HubspotPlan,
  ids: readonly string[],
): Promise<Map<string, RemoteRecord | null>> {
  const asked = [...new Set(ids)];
  const found = await readContactsBy(context, plan, { ids: asked });
  const matches = new Map(asked.map((id) => [id, found.find((record) => isMadeOf(record, id)) ?? null]));
  const matched = new Set(matches.values());
  const open = asked.filter((id) => matches.get(id) === null);
  if (found.every((record) => matched.has(record)) || open.length === 0) return matches;

  // An answer may not tell which contacts it was merged from. It is clear where one id alone is asked for.
  const single = async (id: string) => (await readContactsBy(context, plan, { ids: [id] }))[0] ?? null;
  const answers = await Promise.all(open.map(async (id) => [id, await single(id)] as const));
  return new Map([...matches, ...answers]);
}

function isMadeOf({ id, properties }: RemoteRecord, askedId: string): boolean {
  return id === askedId || (properties.hs_merged_object_ids ?? "").split(";").includes(askedId);
}

/** Reads contacts, in one call; none without ids. */
export async function readContactsBy(
  context: AdapterContext,
  plan: HubspotPlan,
  query: { ids: readonly string[]; idProperty?: string },
): Promise<RemoteRecord[]> {
  if (query.ids.length === 0) return [];
  const properties = contactProperties(context, plan);
  return (await context.api.readContacts({ ...query, properties })).results;
}
