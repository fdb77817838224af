import { DEFAULT_COUNTRY } from "@coccinelle/core";
import * as z from "zod";
import { ContactField, FieldRule } from "../../fields/contact-field.ts";

const PropertyName = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** The HubSpot settings of an integration. A setting that is left out has its default. */
export const HubspotSettings = z.object({
  /** The account's number: to link to its records. */
  portalId: z.string().regex(/^\d+$/).optional(),
  /** Another property or another rule for a field; a rule given here counts for every record. */
  fields: z
    .partialRecord(
      ContactField,
      z.strictObject({ property: PropertyName.optional(), rule: FieldRule.optional() }),
    )
    .default({}),
  /** The owner of new contacts: the owner's id, not the user's. */
  ownerId: z.string().regex(/^\d+$/).optional(),
  /** The lifecycle stage of each segment. */
  lifecycleStages: z
    .record(z.string(), z.string())
    .default({ prospect: "lead", client: "customer", vip: "customer" }),
  /** A contact with any of these set to true wants no messages. */
  optOutProperties: z.array(PropertyName).default(["hs_email_optout"]),
  /** ISO 3166-1 alpha-2: the country of phone numbers in HubSpot that have no country code. */
  defaultCountry: z.string().length(2).default(DEFAULT_COUNTRY),
  /** The share of the account's daily calls that may be used, from 0 to 1. */
  dailyShare: z.number().min(0).max(1).default(0.5),
  /** Learned at set-up: activities can carry our id as a unique property. */
  activityKeys: z.boolean().default(false),
});
export type HubspotSettings = z.infer<typeof HubspotSettings>;
