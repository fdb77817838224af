import type { ContactField } from "../../fields/contact-field.ts";
import { specifyFields } from "../../fields/field-spec.ts";
import { CONTACT_FIELD_NAMES as OURS } from "../set-up/our-fields.ts";
import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";

/** The objects that customers can be. An account is a person, by its record type. */
export type RecordType = "Contact" | "Lead" | "Account";

/** How an object keeps a customer: the names of its fields. */
export interface RecordForm {
  type: RecordType;
  /** All ids of the object begin with this. */
  idPrefix: string;
  /** Our unique field: the customer's id. */
  keyField: string;
  properties: Readonly<Partial<Record<ContactField, string>>>;
  emailField: string;
  phoneField: string;
  mobileField: string;
  /** The field that tells where a record comes from. */
  sourceField: string;
  /** The country's code, where the organisation has lists of states and countries. */
  countryCodeField: string;
  /** The fields that tell that a person wants no messages. */
  optOutFields: readonly string[];
}

/** Names of an object's fields. A contact's custom field ends in `__pc` on its person account. */
interface FieldNames {
  type: RecordType;
  idPrefix: string;
  ours: (name: string) => string;
  email: string;
  mobile: string;
  /** The names of the address's fields begin with this. */
  address: string;
  source: string;
  optOuts: string[];
}

function describeForm({ type, idPrefix, ours, address, ...names }: FieldNames): RecordForm {
  return {
    type,
    idPrefix,
    keyField: ours(OURS.customerId),
    emailField: names.email,
    phoneField: "Phone",
    mobileField: names.mobile,
    sourceField: names.source,
    countryCodeField: `${address}CountryCode`,
    optOutFields: names.optOuts,
    properties: {
      firstName: "FirstName",
      lastName: "LastName",
      email: names.email,
      phone: "Phone",
      address: `${address}Street`,
      city: `${address}City`,
      postalCode: `${address}PostalCode`,
      country: `${address}Country`,
      segment: ours(OURS.segment),
      tags: ours(OURS.tags),
      preferredChannel: ours(OURS.preferredChannel),
      totalOrders: ours(OURS.orders),
      totalRevenue: ours(OURS.revenue),
      currency: ours(OURS.currency),
      lastContactAt: ours(OURS.lastContactAt),
      optedOut: ours(OURS.optedOut),
      leadSource: names.source,
      owner: "OwnerId",
      ...(type === "Lead" && { lifecycle: "Status" }),
    },
  };
}

const SPECS = specifyFields<SalesforceSettings>(({ leadStatuses }) => leadStatuses);
/** The source of records that this system made begins with this. Other records were in Salesforce before. */
const SOURCE_PREFIX = "Coccinelle: ";

export const FIELD_SPECS: typeof SPECS = {
  ...SPECS,
  leadSource: {
    ...SPECS.leadSource,
    read: (...known) => `${SOURCE_PREFIX}${SPECS.leadSource.read(...known)}`,
  },
};

const FORMS: Record<RecordType, RecordForm> = {
  Contact: describeForm({
    type: "Contact",
    idPrefix: "003",
    ours: (name) => name,
    email: "Email",
    mobile: "MobilePhone",
    address: "Mailing",
    source: "LeadSource",
    optOuts: ["HasOptedOutOfEmail", "DoNotCall"],
  }),
  Lead: describeForm({
    type: "Lead",
    idPrefix: "00Q",
    ours: (name) => name,
    email: "Email",
    mobile: "MobilePhone",
    address: "",
    source: "LeadSource",
    optOuts: ["HasOptedOutOfEmail", "DoNotCall"],
  }),
  Account: describeForm({
    type: "Account",
    idPrefix: "001",
    ours: (name) => name.replace(/__c$/, "__pc"),
    email: "PersonEmail",
    mobile: "PersonMobilePhone",
    address: "PersonMailing",
    source: "PersonLeadSource",
    optOuts: ["PersonHasOptedOutOfEmail", "PersonDoNotCall"],
  }),
};

/** The form of new records. */
export function newRecordForm({ object, account }: SalesforceSettings): RecordForm {
  if (object === "Lead") return FORMS.Lead;
  return account.kind === "person" ? FORMS.Account : FORMS.Contact;
}

/** The form of the record with this id. A customer whose lead was converted has a contact. */
export function formOfId(id: string, settings: SalesforceSettings): RecordForm {
  return Object.values(FORMS).find(({ idPrefix }) => id.startsWith(idPrefix)) ?? newRecordForm(settings);
}

/** The forms that customers' records may have, in the order of their ids. */
export function listForms(settings: SalesforceSettings): RecordForm[] {
  return settings.object === "Lead" ? [FORMS.Contact, FORMS.Lead] : [newRecordForm(settings)];
}

/** @param source the value of a record's source field */
export function isOurSource(source: string | null | undefined): boolean {
  return source?.startsWith(SOURCE_PREFIX) ?? false;
}
