import { DEFAULT_COUNTRY } from "@coccinelle/core";
import * as z from "zod";
import { ContactField, FieldRule } from "../../fields/contact-field.ts";

const FieldName = z.string().regex(/^[A-Za-z]\w*$/);
const Segments = z.record(z.string(), z.string());

function recordId(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$`));
}

/** Which account a contact belongs to. */
const AccountSettings = z.discriminatedUnion("kind", [
  /** None: only its owner and administrators see such a contact. */
  z.strictObject({ kind: z.literal("none") }),
  /** All the same one. */
  z.strictObject({ kind: z.literal("fixed"), id: recordId("001") }),
  /** The person is an account; without a record type the first one for persons. */
  z.strictObject({ kind: z.literal("person"), recordTypeId: recordId("012").optional() }),
]);

/** An integration's settings, as far as they are Salesforce's; what is left out has its default. */
export const SalesforceSettings = z.object({
  /** Learned at set-up: no other organisation is written to. */
  organizationId: recordId("00D").optional(),
  /** What customers become. */
  object: z.enum(["Contact", "Lead"]).default("Contact"),
  /** Of contacts alone. */
  account: AccountSettings.default({ kind: "none" }),
  /** What stands as the company of a new lead, which Salesforce asks for. */
  company: z.string().min(1).max(255).default("[not provided]"),
  /** Another field there or another rule for a field; a rule given here counts for every record. */
  fields: z
    .partialRecord(ContactField, z.strictObject({ field: FieldName.optional(), rule: FieldRule.optional() }))
    .default({}),
  /** Who gets new records: a user's id. */
  ownerId: recordId("005").optional(),
  /** The status of leads of each segment, by the values of the organisation's list; it only moves forward in that list. */
  leadStatuses: Segments.default({}),
  /** A record with any of these set wants no messages. Default the standard ones, for e-mail and for calls. */
  optOutFields: z.array(FieldName).optional(),
  /** ISO 3166-1 alpha-2: how to read phone numbers there that have no country code. */
  defaultCountry: z.string().length(2).default(DEFAULT_COUNTRY),
  /** ISO 4217: the organisation's currency, where it has one alone; revenue in another one is not sent then. */
  currency: z.string().length(3).optional(),
  /** How much of the organisation's daily calls may be used, from 0 to 1. */
  dailyShare: z.number().min(0).max(1).default(0.5),
  /** Lets duplicate rules pass that only warn; those that block never do. */
  allowDuplicates: z.boolean().default(true),
  /** What tasks are closed as; default the first closed status there. */
  taskStatus: z.string().optional(),
  /** Learned at set-up: activities can carry our id as a unique field. */
  activityKeys: z.boolean().default(false),
});
export type SalesforceSettings = z.infer<typeof SalesforceSettings>;
