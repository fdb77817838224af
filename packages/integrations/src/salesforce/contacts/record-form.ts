import type { ContactField } from "../../fields/contact-field.ts";
import { creation, type FieldSpec, identity, mirror, stage } from "../../fields/field-spec.ts";
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
  specs: Readonly<Partial<Record<ContactField, FieldSpec<SalesforceSettings>>>>;
  emailField: string;
  phoneField: string;
  mobileField: string;
  /** The country's code, where the organisation has lists of states and countries. */
  countryCodeField: string;
  /** What says that a person wants no messages. */
  optOutFields: readonly string[];
}

/** What this system's records have as their source; told apart from what was there before by it. */
const SOURCE_PREFIX = "Coccinelle: ";

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

function describeForm({ ours, ...names }: FieldNames): RecordForm {
  const status: FieldSpec<SalesforceSettings> = {
    property: "Status",
    ...stage,
    read: ({ segment }, { leadStatuses }) => leadStatuses[segment ?? ""] ?? null,
  };
  return {
    type: names.type,
    idPrefix: names.idPrefix,
    keyField: ours(OURS.customerId),
    emailField: names.email,
    phoneField: "Phone",
    mobileField: names.mobile,
    countryCodeField: `${names.address}CountryCode`,
    optOutFields: names.optOuts,
    specs: {
      firstName: { property: "FirstName", ...identity, read: ({ firstName }) => firstName },
      lastName: { property: "LastName", ...identity, read: ({ lastName }) => lastName },
      email: { property: names.email, ...identity, read: ({ email }) => email?.trim().toLowerCase() ?? null },
      phone: { property: "Phone", ...identity, read: ({ phone }) => phone },
      address: { property: `${names.address}Street`, ...identity, read: ({ address }) => address },
      city: { property: `${names.address}City`, ...identity, read: ({ city }) => city },
      postalCode: {
        property: `${names.address}PostalCode`,
        ...identity,
        read: ({ postalCode }) => postalCode,
      },
      country: { property: `${names.address}Country`, ...identity, read: ({ country }) => country },
      segment: { property: ours(OURS.segment), ...mirror, read: ({ segment }) => segment },
      tags: { property: ours(OURS.tags), ...mirror, read: ({ tags }) => tags },
      preferredChannel: {
        property: ours(OURS.preferredChannel),
        ...mirror,
        read: ({ preferredChannel }) => preferredChannel,
      },
      totalOrders: { property: ours(OURS.orders), ...mirror, read: ({ totalOrders }) => totalOrders },
      totalRevenue: { property: ours(OURS.revenue), ...mirror, read: ({ totalRevenue }) => totalRevenue },
      currency: { property: ours(OURS.currency), ...mirror, read: ({ currency }) => currency },
      lastContactAt: {
        property: ours(OURS.lastContactAt),
        ...mirror,
        read: ({ lastContactAt }) => lastContactAt,
      },
      optedOut: { property: ours(OURS.optedOut), ...mirror, read: ({ optedOut }) => optedOut },
      leadSource: {
        property: names.source,
        ...creation,
        read: ({ preferredChannel }) => `${SOURCE_PREFIX}${preferredChannel ?? "unknown"}`,
      },
      owner: { property: "OwnerId", ...creation, read: (_, { ownerId }) => ownerId ?? null },
      ...(names.type === "Lead" && { lifecycle: status }),
    },
  };
}

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
