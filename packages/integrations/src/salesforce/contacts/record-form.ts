import type { ContactField } from "../../fields/contact-field.ts";
import { specifyFields } from "../../fields/field-spec.ts";
import { CONTACT_FIELD_NAMES as OURS } from "../set-up/our-fields.ts";
import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";

/** The objects that customers can be. An account is a person, by its record type. */
export type RecordType = "Contact" | "Lead" | "Account";

/** How a customer stands in an object: what its fields are called there. */
export interface RecordForm {
  type: RecordType;
  /** What all of its ids begin with. */
  idPrefix: string;
  /** Our unique field: the customer's id. */
  keyField: string;
  properties: Readonly<Partial<Record<ContactField, string>>>;
  emailField: string;
  phoneField: string;
  mobileField: string;
  /** Where a record says what it comes from. */
  sourceField: string;
  /** The country's code, where the organisation has lists of states and countries. */
  countryCodeField: string;
  /** What says that a person wants no messages. */
  optOutFields: readonly string[];
}

/** Names of an object's fields; our own end in `__pc` where a contact's field is seen on its account. */
interface FieldNames {
  type: RecordType;
  idPrefix: string;
  ours: (name: string) => string;
  email: string;
  mobile: string;
  /** What the parts of the address begin with. */
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
/** What this system's records have as their source; told apart from what was there before by it. */
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

/** What new records are. */
export function newRecordForm({ object, account }: SalesforceSettings): RecordForm {
  if (object === "Lead") return FORMS.Lead;
  return account.kind === "person" ? FORMS.Account : FORMS.Contact;
}

/** What the record of that id is: a lead that was converted goes on as a contact. */
export function formOfId(id: string, settings: SalesforceSettings): RecordForm {
  return Object.values(FORMS).find(({ idPrefix }) => id.startsWith(idPrefix)) ?? newRecordForm(settings);
}

/** What customers' records may be, in the order of their ids. */
export function listForms(settings: SalesforceSettings): RecordForm[] {
  return settings.object === "Lead" ? [FORMS.Contact, FORMS.Lead] : [newRecordForm(settings)];
}

/** @param source what a record says of where it comes from */
export function isOurSource(source: string | null | undefined): boolean {
  return source?.startsWith(SOURCE_PREFIX) ?? false;
}
