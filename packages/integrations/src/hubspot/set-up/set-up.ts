import { AuthorizationError, type SetupReport } from "@coccinelle/core";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { PropertyDefinition } from "../api/answers.ts";
import type { EngagementType, HubspotApi, ObjectType, PropertyCreation } from "../api/hubspot-api.ts";
import { HubspotRefusal } from "../api/hubspot-refusal.ts";
import { MissingScopesError } from "../api/translate-answer.ts";
import { planContacts } from "../contacts/contact-plan.ts";
import {
  activityKeyDefinition,
  describeProperty,
  KEY_DEFINITION,
  MIRROR_DEFINITIONS,
} from "./our-properties.ts";

const ENGAGEMENT_TYPES: readonly EngagementType[] = ["communications", "calls", "emails", "notes"];
/** Without this scope an administrator can make the properties by hand. */
const SCHEMA_WRITE = "crm.schemas.contacts.write";
/** No record has this id, so a call with it tests the token's rights and changes nothing. */
const NOBODYS_ID = "0";

/** Makes missing properties as far as that is permitted, and tells an administrator how to make the others. */
export async function setUp(context: AdapterContext): Promise<SetupReport> {
  const { api, settings } = context;
  const report = newReport();
  report.learned.portalId = await identifyAccount(context);
  const schema = await permitted(report, "crm.schemas.contacts.read", () => api.listProperties("contacts"));
  if (schema !== null) {
    const definitions = await completeSchema(context, report, schema.results);
    for (const { name, property, why } of planContacts(settings, definitions, () => false).off) {
      if (report.missing.some((each) => each.name === property)) continue;
      const remedy = `${why}, so the field ${name} is left out: correct the field mapping in the integration's settings`;
      report.missing.push({ kind: "property", name: property, remedy });
    }
    report.ready = definitions.some((each) => each.name === KEY_DEFINITION.name && each.hasUniqueValue);
  }
  await checkScopes(api, report);
  report.ready &&= !report.missing.some(({ kind, name }) => kind === "scope" && name !== SCHEMA_WRITE);
  // The sync works without a key for activities, so its absence is not reported.
  const keys = newReport();
  report.learned.activityKeys = await canKeyActivities(api, keys);
  report.created.push(...keys.created);
  context.forgetPlan();
  return report;
}

/**
 * Record ids mean other people in another account, so a token of that account would overwrite strangers.
 *
 * @returns the account's number
 */
async function identifyAccount({ api, settings }: AdapterContext): Promise<string> {
  const portalId = String((await api.getAccount()).portalId);
  if (settings.portalId === undefined || settings.portalId === portalId) return portalId;
  throw new AuthorizationError(
    `the access is to HubSpot account ${portalId}, and this integration is with account ${settings.portalId}: give access to that one, or make another integration`,
  );
}

function newReport(): SetupReport {
  return { ready: false, created: [], missing: [], learned: {} };
}

/** @returns the schema with our properties, as far as they could be made */
async function completeSchema(
  { api }: AdapterContext,
  report: SetupReport,
  schema: readonly PropertyDefinition[],
): Promise<PropertyDefinition[]> {
  const definitions = [...schema];
  for (const wanted of [KEY_DEFINITION, ...MIRROR_DEFINITIONS]) {
    const there = definitions.find(({ name }) => name === wanted.name);
    if (there && (there.hasUniqueValue || !wanted.hasUniqueValue)) continue;
    const made = there ? null : await makeProperty(api, report, "contacts", wanted);
    if (made) definitions.push(made);
    else {
      const remedy = there
        ? `delete it and make it again with unique values: ${describeProperty(wanted)}`
        : `add to contacts: ${describeProperty(wanted)}`;
      report.missing.push({ kind: "property", name: wanted.name, remedy });
    }
  }
  return definitions;
}

/** @returns null where that is not permitted, or the account has too many properties already */
async function makeProperty(
  api: HubspotApi,
  report: SetupReport,
  type: ObjectType,
  wanted: PropertyCreation,
): Promise<PropertyDefinition | null> {
  try {
    const made = await permitted(report, SCHEMA_WRITE, () => api.createProperty(type, wanted));
    if (made !== null) report.created.push(`${type}.${wanted.name}`);
    return made;
  } catch (error) {
    if (!(error instanceof HubspotRefusal)) throw error;
    // Another set-up may have made it meanwhile.
    const { results } = await api.listProperties(type);
    return results.find(({ name }) => name === wanted.name) ?? null;
  }
}

async function checkScopes(api: HubspotApi, report: SetupReport): Promise<void> {
  const nobody = { ids: [NOBODYS_ID], properties: [] };
  const nothing = [{ id: NOBODYS_ID, objectWriteTraceId: NOBODYS_ID, properties: {} }];
  await permitted(report, "crm.objects.contacts.read", () => unlessRefused(api.readContacts(nobody)));
  await permitted(report, "crm.objects.contacts.write", () => unlessRefused(api.updateContacts(nothing)));
  for (const type of ENGAGEMENT_TYPES) {
    await permitted(report, "crm.objects.contacts.read", () =>
      unlessRefused(api.readEngagements(type, nobody)),
    );
  }
}

/**
 * Whether activities can carry our id as a unique property. HubSpot does not tell which types may have one, so
 * set-up tries all of them, and all have to succeed.
 */
async function canKeyActivities(api: HubspotApi, report: SetupReport): Promise<boolean> {
  for (const type of ENGAGEMENT_TYPES) {
    const schema = await permitted(report, "crm.schemas.contacts.read", () => api.listProperties(type));
    const groupName = schema?.results.find(({ name }) => name === "hs_timestamp")?.groupName;
    if (groupName === undefined) return false;
    const wanted = activityKeyDefinition(groupName);
    const there = schema?.results.find(({ name }) => name === wanted.name);
    const key = there ?? (await makeProperty(api, report, type, wanted));
    if (!key?.hasUniqueValue) return false;
  }
  return true;
}

/** @returns null where the token lacks a right, which is then in the report */
async function permitted<Answer>(
  report: SetupReport,
  usualScope: string,
  call: () => Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof MissingScopesError)) throw error;
    for (const name of error.scopes.length > 0 ? error.scopes : [usualScope]) {
      if (report.missing.some((each) => each.name === name)) continue;
      const remedy = `grant the scope ${name} to the service key, private app or OAuth application`;
      report.missing.push({ kind: "scope", name, remedy });
    }
    return null;
  }
}

/** A refusal of the record itself shows that the call is permitted. */
async function unlessRefused(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof HubspotRefusal)) throw error;
  }
}
