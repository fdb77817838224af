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

/** The Salesforce settings of an integration. A setting that is left out has its default. */
export const SalesforceSettings = z.object({
  /** Learned at set-up: no other organisation is written to. */
  organizationId: recordId("00D").optional(),
  /** The object that customers become. */
  object: z.enum(["Contact", "Lead"]).default("Contact"),
  /** For contacts alone. */
  account: AccountSettings.default({ kind: "none" }),
  /** The company of a new lead, which Salesforce asks for. */
  company: z.string().min(1).max(255).default("[not provided]"),
  /** Another field of Salesforce or another rule for a field; such a rule counts for every record. */
  fields: z
    .partialRecord(ContactField, z.strictObject({ field: FieldName.optional(), rule: FieldRule.optional() }))
    .default({}),
  /** The owner of new records: a user's id. */
  ownerId: recordId("005").optional(),
  /** The status of leads of each segment, by the values of the organisation's list; it only moves forward in that list. */
  leadStatuses: Segments.default({}),
  /** A person with any of these set wants no messages. By default the standard fields for e-mail and calls. */
  optOutFields: z.array(FieldName).optional(),
  /** ISO 3166-1 alpha-2: the country of phone numbers in Salesforce that have no country code. */
  defaultCountry: z.string().length(2).default(DEFAULT_COUNTRY),
  /** ISO 4217: the currency of an organisation that has one alone. Revenue in another currency is not sent. */
  currency: z.string().length(3).optional(),
  /** The share of the organisation's daily calls that may be used, from 0 to 1. */
  dailyShare: z.number().min(0).max(1).default(0.5),
  /** Lets duplicate rules pass that only warn; those that block never do. */
  allowDuplicates: z.boolean().default(true),
  /** The status of completed tasks; by default the organisation's first closed status. */
  taskStatus: z.string().optional(),
  /** Learned at set-up: activities can carry our id as a unique field. */
  activityKeys: z.boolean().default(false),
});
export type SalesforceSettings = z.infer<typeof SalesforceSettings>;
