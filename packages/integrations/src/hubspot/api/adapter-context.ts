import { TransientError } from "@coccinelle/core";
import { createKnownContacts, type KnownContacts } from "../../contacts/known-contacts.ts";
import { createReservations, type Reservations } from "../../contacts/reservations.ts";
import { createAnswerMemory, createRefusedFields, SCHEMA_MS } from "../../records/answer-memory.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY, stageProperty } from "../contacts/contact-fields.ts";
import { type HubspotPlan, planContacts } from "../contacts/contact-plan.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { KEY_DEFINITION } from "../set-up/our-properties.ts";
import type { HubspotApi } from "./hubspot-api.ts";

/** The things that all parts of the adapter share. */
export interface AdapterContext {
  api: HubspotApi;
  settings: HubspotSettings;
  known: KnownContacts;
  reservations: Reservations;
  /** The mapping as far as the account can take it; checked again after an hour or `refuseProperties`. */
  getPlan: () => Promise<HubspotPlan>;
  /** Switches off the fields that go to these properties for a while, and has the account's schema read again. */
  refuseProperties: (properties: readonly string[]) => void;
  /** Has the account's schema read again. */
  forgetPlan: () => void;
}

const CONTACTS = "contacts";

export function createAdapterContext(
  api: HubspotApi,
  settings: HubspotSettings,
  clock: () => Date,
): AdapterContext {
  const refused = createRefusedFields(clock);
  const plans = createAnswerMemory<HubspotPlan>(clock);

  async function loadPlan(): Promise<HubspotPlan> {
    const { results: schema } = await api.listProperties(CONTACTS);
    const key = schema.find(({ name }) => name === KEY_PROPERTY);
    if (!key?.hasUniqueValue) {
      throw new TransientError(
        `HubSpot has no unique contact property ${KEY_DEFINITION.name} yet: the integration has to be set up`,
      );
    }
    return planContacts(settings, schema, (property) => refused.has(CONTACTS, property));
  }

  return {
    api,
    settings,
    known: createKnownContacts(),
    reservations: createReservations(),
    getPlan: () => plans.get(CONTACTS, SCHEMA_MS, loadPlan),
    refuseProperties(properties) {
      refused.add(CONTACTS, properties);
      plans.forget(CONTACTS);
    },
    forgetPlan: () => plans.forget(CONTACTS),
  };
}

/** The properties that every look at a contact asks for. */
export function contactProperties({ settings }: AdapterContext, plan: HubspotPlan): string[] {
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
