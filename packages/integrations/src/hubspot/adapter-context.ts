import { TransientError } from "@coccinelle/core";
import { createKnownContacts, type KnownContacts } from "../contacts/known-contacts.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY, stageProperty } from "./contact-fields.ts";
import { type FieldPlan, planFields } from "./field-plan.ts";
import type { HubspotApi } from "./hubspot-api.ts";
import type { HubspotSettings } from "./hubspot-settings.ts";
import { KEY_DEFINITION } from "./our-properties.ts";

/** What all of the adapter's parts share. */
export interface AdapterContext {
  api: HubspotApi;
  settings: HubspotSettings;
  known: KnownContacts;
  /** Contacts that bore nobody's id, and the customer that each was taken for. */
  adoptions: Map<string, string>;
  /** The mapping as far as the account can take it; checked once, and again after `refuseProperties`. */
  getPlan: () => Promise<FieldPlan>;
  /** Switches off the fields that go to these properties, and has the account's schema read again. */
  refuseProperties: (properties: readonly string[]) => void;
  /** Has the account's schema read again. */
  forgetPlan: () => void;
}

export function createAdapterContext(api: HubspotApi, settings: HubspotSettings): AdapterContext {
  const refused = new Set<string>();
  let plan: Promise<FieldPlan> | null = null;

  async function loadPlan(): Promise<FieldPlan> {
    const { results: schema } = await api.listProperties("contacts");
    const key = schema.find(({ name }) => name === KEY_PROPERTY);
    if (!key?.hasUniqueValue) {
      throw new TransientError(
        `HubSpot has no unique contact property ${KEY_DEFINITION.name} yet: the integration has to be set up`,
      );
    }
    return planFields(settings, schema, refused);
  }

  return {
    api,
    settings,
    known: createKnownContacts(),
    adoptions: new Map(),
    async getPlan() {
      plan ??= loadPlan();
      try {
        return await plan;
      } catch (error) {
        plan = null;
        throw error;
      }
    },
    refuseProperties(properties) {
      for (const property of properties) refused.add(property);
      plan = null;
    },
    forgetPlan() {
      plan = null;
    },
  };
}

/** What is asked for of every contact that is looked at. */
export function contactProperties({ settings }: AdapterContext, plan: FieldPlan): string[] {
  return [
    ...new Set([
      KEY_PROPERTY,
      LEAD_SOURCE_PROPERTY,
      "email",
      "hs_additional_emails",
      "phone",
      "mobilephone",
      "hs_merged_object_ids",
      "hubspot_owner_id",
      stageProperty(settings),
      "lastmodifieddate",
      ...settings.optOutProperties,
      ...plan.fields.map(({ property }) => property),
    ]),
  ];
}
