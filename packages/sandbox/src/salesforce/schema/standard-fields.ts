import { FieldDefinition } from "./field-definition.ts";
import type { ObjectType } from "./object-type.ts";

type Details = Partial<FieldDefinition>;

function define(name: string, details: Details & Pick<FieldDefinition, "type">): FieldDefinition {
  return FieldDefinition.parse({ label: name, ...details, name });
}

const readOnly: Details = { createable: false, updateable: false };
const required: Details = { nillable: false };

const text = (name: string, length: number, details: Details = {}) =>
  define(name, { type: "string", length, ...details });
const longText = (name: string, length: number) => define(name, { type: "textarea", length });
const phone = (name: string) => define(name, { type: "phone", length: 40 });
const email = (name: string) => define(name, { type: "email", length: 80 });
const flag = (name: string, details: Details = {}) =>
  define(name, { type: "boolean", nillable: false, defaultValue: false, ...details });
const date = (name: string, details: Details = {}) => define(name, { type: "date", ...details });
const moment = (name: string, details: Details = {}) => define(name, { type: "datetime", ...details });
const choice = (name: string, picklistValues: string[], details: Details = {}) =>
  define(name, { type: "picklist", length: 255, picklistValues, ...details });
const reference = (name: string, referenceTo: string[], details: Details = {}) =>
  define(name, {
    type: "reference",
    length: 18,
    referenceTo,
    relationshipName: name.replace(/Id$/, ""),
    ...details,
  });

const SALUTATIONS = ["Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."];
const LEAD_SOURCES = ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"];

/** The values of `Task.Status`, each with its meaning. */
export const TASK_STATUSES = {
  "Not Started": { isClosed: false },
  "In Progress": { isClosed: false },
  Completed: { isClosed: true },
  "Waiting on someone else": { isClosed: false },
  Deferred: { isClosed: false },
};
const LEAD_STATUSES = [
  "Open - Not Contacted",
  "Working - Contacted",
  "Closed - Converted",
  "Closed - Not Converted",
];

const system: FieldDefinition[] = [
  define("Id", { type: "id", length: 18, nillable: false, ...readOnly }),
  flag("IsDeleted", readOnly),
  moment("CreatedDate", { ...readOnly, ...required }),
  reference("CreatedById", ["User"], { ...readOnly, ...required }),
  moment("LastModifiedDate", { ...readOnly, ...required }),
  reference("LastModifiedById", ["User"], { ...readOnly, ...required }),
  moment("SystemModstamp", { ...readOnly, ...required }),
];

const owner = reference("OwnerId", ["User"], { nillable: false });
const description = longText("Description", 32_000);

/** The parts of an address with the names that they have on an object: `MailingStreet`, `Street`. */
const address = (prefix: string) => [
  longText(`${prefix}Street`, 255),
  text(`${prefix}City`, 40),
  text(`${prefix}State`, 80),
  text(`${prefix}PostalCode`, 20),
  text(`${prefix}Country`, 80),
];

const personName = [text("LastName", 80, required), text("FirstName", 40), choice("Salutation", SALUTATIONS)];

const STANDARD: Record<ObjectType, FieldDefinition[]> = {
  Account: [
    ...system,
    reference("MasterRecordId", ["Account"], readOnly),
    text("Name", 255, required),
    choice("Type", ["Prospect", "Customer - Direct", "Other"]),
    phone("Phone"),
    ...address("Billing"),
    description,
    owner,
  ],
  Contact: [
    ...system,
    reference("MasterRecordId", ["Contact"], readOnly),
    reference("AccountId", ["Account"]),
    ...personName,
    text("Name", 121, readOnly),
    ...["Phone", "MobilePhone", "HomePhone", "OtherPhone"].map(phone),
    email("Email"),
    text("Title", 128),
    text("Department", 80),
    date("Birthdate"),
    ...address("Mailing"),
    choice("LeadSource", LEAD_SOURCES),
    description,
    flag("HasOptedOutOfEmail"),
    flag("DoNotCall"),
    owner,
  ],
  Lead: [
    ...system,
    reference("MasterRecordId", ["Lead"], readOnly),
    ...personName,
    text("Name", 121, readOnly),
    text("Company", 255, required),
    phone("Phone"),
    phone("MobilePhone"),
    email("Email"),
    text("Title", 128),
    ...address(""),
    choice("LeadSource", LEAD_SOURCES),
    choice("Status", LEAD_STATUSES, { nillable: false, defaultValue: "Open - Not Contacted" }),
    description,
    flag("HasOptedOutOfEmail"),
    flag("DoNotCall"),
    flag("IsConverted", { updateable: false }),
    date("ConvertedDate", readOnly),
    reference("ConvertedContactId", ["Contact"], readOnly),
    reference("ConvertedAccountId", ["Account"], readOnly),
    owner,
  ],
  Task: [
    ...system,
    text("Subject", 255),
    description,
    choice("Status", Object.keys(TASK_STATUSES), { nillable: false, defaultValue: "Not Started" }),
    choice("Priority", ["High", "Normal", "Low"], { nillable: false, defaultValue: "Normal" }),
    date("ActivityDate"),
    reference("WhoId", ["Contact", "Lead"]),
    reference("WhatId", ["Account"]),
    flag("IsClosed", readOnly),
    moment("CompletedDateTime", readOnly),
    choice("TaskSubtype", ["Task", "Email", "List Email", "Cadence", "Call", "LinkedIn"], {
      restrictedPicklist: true,
      updateable: false,
      defaultValue: "Task",
    }),
    choice("CallType", ["Internal", "Inbound", "Outbound"]),
    define("CallDurationInSeconds", { type: "int" }),
    owner,
  ],
  User: [
    ...system,
    text("Username", 80, readOnly),
    text("Name", 121, readOnly),
    email("Email"),
    flag("IsActive", readOnly),
  ],
  Organization: [
    ...system,
    text("Name", 80, readOnly),
    choice("OrganizationType", ["Enterprise Edition"], readOnly),
    flag("IsSandbox", readOnly),
    text("InstanceName", 5, readOnly),
  ],
  RecordType: [
    ...system,
    text("Name", 80, readOnly),
    text("DeveloperName", 80, readOnly),
    choice("SobjectType", ["Account", "Contact", "Lead", "Task"], readOnly),
    flag("IsActive", readOnly),
  ],
  PermissionSet: [
    ...system,
    text("Name", 80, required),
    text("Label", 80, required),
    text("Description", 255),
    flag("IsOwnedByProfile", readOnly),
  ],
  PermissionSetAssignment: [
    ...system,
    reference("PermissionSetId", ["PermissionSet"], { ...required, updateable: false }),
    reference("AssigneeId", ["User"], { ...required, updateable: false }),
  ],
  FieldPermissions: [
    ...system,
    reference("ParentId", ["PermissionSet"], { ...required, updateable: false }),
    text("SobjectType", 40, { ...required, updateable: false }),
    text("Field", 255, { ...required, updateable: false }),
    flag("PermissionsRead"),
    flag("PermissionsEdit"),
  ],
  TaskStatus: [
    ...system,
    text("MasterLabel", 255, readOnly),
    text("ApiName", 255, readOnly),
    flag("IsClosed", readOnly),
    flag("IsDefault", readOnly),
    define("SortOrder", { type: "int", ...readOnly }),
  ],
};

/** The fields of person accounts that their contacts do not have. */
export const PERSON_ACCOUNT_FIELDS: FieldDefinition[] = [
  flag("IsPersonAccount", readOnly),
  reference("PersonContactId", ["Contact"], readOnly),
];

/** The fields of a person account, each with the field of its contact that has the same value. */
export const PERSON_FIELD_NAMES: Readonly<Record<string, string>> = {
  LastName: "LastName",
  FirstName: "FirstName",
  Salutation: "Salutation",
  Phone: "Phone",
  PersonEmail: "Email",
  PersonMobilePhone: "MobilePhone",
  PersonHomePhone: "HomePhone",
  PersonOtherPhone: "OtherPhone",
  PersonTitle: "Title",
  PersonDepartment: "Department",
  PersonBirthdate: "Birthdate",
  PersonLeadSource: "LeadSource",
  PersonHasOptedOutOfEmail: "HasOptedOutOfEmail",
  PersonDoNotCall: "DoNotCall",
  PersonMailingStreet: "MailingStreet",
  PersonMailingCity: "MailingCity",
  PersonMailingState: "MailingState",
  PersonMailingStateCode: "MailingStateCode",
  PersonMailingPostalCode: "MailingPostalCode",
  PersonMailingCountry: "MailingCountry",
  PersonMailingCountryCode: "MailingCountryCode",
};

export interface SchemaFeatures {
  personAccounts: boolean;
  /** The codes of the active currencies; the first is the corporate one. */
  currencies: readonly string[];
  /** Codes of countries and states; none where addresses are free text. */
  countryCodes: readonly string[];
  stateCodes: readonly string[];
}

/** Every object's own fields, as an organisation with these features has them. */
export function listStandardFields(type: ObjectType, features: SchemaFeatures): FieldDefinition[] {
  const fields = [...STANDARD[type], ...codeFields(type, features)];
  const isMultiCurrency = features.currencies.length > 1;
  if (isMultiCurrency && ["Account", "Contact", "Lead", "Task"].includes(type)) {
    const [corporate = null] = features.currencies;
    fields.push(
      choice("CurrencyIsoCode", [...features.currencies], {
        restrictedPicklist: true,
        defaultValue: corporate,
        length: 3,
      }),
    );
  }
  if (!features.personAccounts) return fields;
  if (type === "RecordType") fields.push(flag("IsPersonType", readOnly));
  if (type === "Contact") fields.push(flag("IsPersonAccount", readOnly));
  if (type !== "Account") return fields;
  const contactFields = listStandardFields("Contact", features);
  const mirrored = Object.entries(PERSON_FIELD_NAMES).flatMap(([name, contactName]) => {
    const field = contactFields.find((each) => each.name === contactName);
    const isThere = !field || fields.some((each) => each.name === name);
    return isThere ? [] : [{ ...field, name, label: name, nillable: true }];
  });
  return [
    ...fields,
    reference("RecordTypeId", ["RecordType"]),
    ...PERSON_ACCOUNT_FIELDS,
    ...mirrored.map((field) => (field.type === "boolean" ? { ...field, nillable: false } : field)),
  ];
}

const ADDRESS_PREFIXES: Partial<Record<ObjectType, string>> = {
  Account: "Billing",
  Contact: "Mailing",
  Lead: "",
};

/** With state and country picklists, addresses have a code beside each name. */
function codeFields(type: ObjectType, { countryCodes, stateCodes }: SchemaFeatures): FieldDefinition[] {
  const prefix = ADDRESS_PREFIXES[type];
  if (prefix === undefined || countryCodes.length === 0) return [];
  return [
    choice(`${prefix}CountryCode`, [...countryCodes], { restrictedPicklist: true, length: 10 }),
    choice(`${prefix}StateCode`, [...stateCodes], { restrictedPicklist: true, length: 10 }),
  ];
}
