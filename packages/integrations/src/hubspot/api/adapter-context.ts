import { TransientError } from "@coccinelle/core";
import { createKnownContacts, type KnownContacts } from "../../contacts/known-contacts.ts";
import { createReservations, type Reservations } from "../../contacts/reservations.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY, stageProperty } from "../contacts/contact-fields.ts";
import { type FieldPlan, planFields } from "../contacts/field-plan.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { KEY_DEFINITION } from "../set-up/our-properties.ts";
import type { HubspotApi } from "./hubspot-api.ts";

/** What all of the adapter's parts share. */
export interface AdapterContext {
  api: HubspotApi;
  settings: HubspotSettings;
  known: KnownContacts;
  reservations: Reservations;
  /** The mapping as far as the account can take it; checked again after an hour or `refuseProperties`. */
  getPlan: () => Promise<FieldPlan>;
  /** Switches off the fields that go to these properties for a while, and has the account's schema read again. */
  refuseProperties: (properties: readonly string[]) => void;
  /** Has the account's schema read again. */
  forgetPlan: () => void;
}

/** How long what is known of an account's properties stays true: what was taken away there may come back. */
const SCHEMA_MS = 60 * 60 * 1000;

export function createAdapterContext(
  api: HubspotApi,
  settings: HubspotSettings,
  clock: () => Date,
): AdapterContext {
  /** Until when, in ms. */
  const refused = new Map<string, number>();
  let plan: { answer: Promise<FieldPlan>; until: number } | null = null;

  async function loadPlan(now: number): Promise<FieldPlan> {
    const { results: schema } = await api.listProperties("contacts");
    const key = schema.find(({ name }) => name === KEY_PROPERTY);
    if (!key?.hasUniqueValue) {
      throw new TransientError(
        `HubSpot has no unique contact property ${KEY_DEFINITION.name} yet: the integration has to be set up`,
      );
    }
    return planFields(settings, schema, (property) => now < (refused.get(property) ?? 0));
  }

  return {
    api,
    settings,
    known: createKnownContacts(),
    reservations: createReservations(),
    async getPlan() {
      const now = clock().getTime();
      if (plan === null || now >= plan.until) plan = { answer: loadPlan(now), until: now + SCHEMA_MS };
      try {
        return await plan.answer;
      } catch (error) {
        plan = null;
        throw error;
      }
    },
    refuseProperties(properties) {
      const until = clock().getTime() + SCHEMA_MS;
      for (const property of properties) refused.set(property, until);
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
