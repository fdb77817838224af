import type { Org } from "../access/org.ts";
import { KEY_PREFIXES, type ObjectType } from "../schema/object-type.ts";
import { toPersonFieldName } from "../schema/schema.ts";
import { PERSON_FIELD_NAMES, TASK_STATUSES } from "../schema/standard-fields.ts";
import { type FieldValue, type FieldValues, type SObjectRecord, toApiTime } from "./sobject-record.ts";

const SECOND_MS = 1000;
const DAY_LENGTH = "2026-11-02".length;

const CLOSED_STATUSES = new Set(
  Object.entries(TASK_STATUSES).flatMap(([name, { isClosed }]) => (isClosed ? [name] : [])),
);

/** The fields that a person account's contact copies under the same name. */
const SHARED_FIELDS = [
  "IsDeleted",
  "OwnerId",
  "CreatedDate",
  "CreatedById",
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
];

/** The current time, to the second, as Salesforce stores all times. */
export function currentTime(org: Org): string {
  return toApiTime(Math.floor(org.now() / SECOND_MS) * SECOND_MS);
}

/** Makes a record of checked values in the name of a user. */
export function createRecord(org: Org, type: ObjectType, values: FieldValues, userId: string): SObjectRecord {
  const id = org.store.makeId(KEY_PREFIXES[type]);
  const at = currentTime(org);
  const defaults = Object.fromEntries(org.schema.list(type).map((field) => [field.name, field.defaultValue]));
  const owner: FieldValues = "OwnerId" in defaults ? { OwnerId: userId } : {};
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  return store(org, type, id, {
    ...defaults,
    ...owner,
    ...given,
    Id: id,
    IsDeleted: false,
    CreatedDate: at,
    CreatedById: userId,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  });
}

export function updateRecord(
  org: Org,
  { type, id, values }: SObjectRecord,
  changes: FieldValues,
  userId: string,
): SObjectRecord {
  const at = currentTime(org);
  return store(org, type, id, {
    ...values,
    ...changes,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  });
}

/** Puts a record into the recycle bin, and a person account's contact with it. */
export function deleteRecord(org: Org, record: SObjectRecord, userId: string): SObjectRecord {
  return updateRecord(org, record, { IsDeleted: true }, userId);
}

function store(org: Org, type: ObjectType, id: string, values: FieldValues): SObjectRecord {
  const record = org.store.put({ type, id, values: withCalculated(org, type, values) });
  return type === "Account" && record.values.IsPersonAccount === true ? mirrorPerson(org, record) : record;
}

function withCalculated(org: Org, type: ObjectType, values: FieldValues): FieldValues {
  switch (type) {
    case "Contact":
    case "Lead":
      return { ...values, Name: fullName(values) };
    case "Account":
      return isPerson(org, values) ? { ...values, Name: fullName(values), IsPersonAccount: true } : values;
    case "Task": {
      const isClosed = CLOSED_STATUSES.has(String(values.Status));
      const completedAt = isClosed ? (values.CompletedDateTime ?? values.SystemModstamp ?? null) : null;
      return { ...values, IsClosed: isClosed, CompletedDateTime: completedAt };
    }
    default:
      return values;
  }
}

function fullName({ FirstName = null, LastName = null }: FieldValues): string {
  return [FirstName, LastName].filter((name) => name !== null).join(" ");
}

/** Whether an account with these values is a person. */
export function isPerson(org: Org, values: FieldValues): boolean {
  if (!org.schema.hasPersonAccounts) return false;
  const recordTypeId = values.RecordTypeId ?? null;
  if (typeof recordTypeId === "string") {
    return org.store.find("RecordType", recordTypeId)?.values.IsPersonType === true;
  }
  return values.LastName !== undefined && values.LastName !== null;
}

/** Gives the values of a person account to its contact, under the contact's names. */
function mirrorPerson(org: Org, account: SObjectRecord): SObjectRecord {
  const { values } = account;
  const contactId = typeof values.PersonContactId === "string" ? values.PersonContactId : null;
  const id = contactId ?? org.store.makeId(KEY_PREFIXES.Contact);
  const mirrored = org.schema.list("Contact").flatMap(({ name, custom }): [string, FieldValue][] => {
    const accountName = custom ? toPersonFieldName(name) : findPersonFieldName(name);
    return accountName === undefined ? [] : [[name, values[accountName] ?? null]];
  });
  org.store.put({
    type: "Contact",
    id,
    values: {
      ...org.store.find("Contact", id)?.values,
      ...Object.fromEntries(mirrored),
      ...Object.fromEntries(SHARED_FIELDS.map((name) => [name, values[name] ?? null])),
      Id: id,
      Name: values.Name ?? null,
      AccountId: account.id,
      IsPersonAccount: true,
    },
  });
  return contactId === null
    ? org.store.put({ ...account, values: { ...values, PersonContactId: id } })
    : account;
}

function findPersonFieldName(contactName: string): string | undefined {
  return Object.entries(PERSON_FIELD_NAMES).find(([, name]) => name === contactName)?.[0];
}

/** The day of a moment as the API writes it. */
export function dayOf(moment: string): string {
  return moment.slice(0, DAY_LENGTH);
}
