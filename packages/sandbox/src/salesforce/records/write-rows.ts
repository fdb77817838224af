import type { Org } from "../access/org.ts";
import { RowRefusal } from "../api/salesforce-error.ts";
import type { SalesforceRights, WrittenRow } from "../api/salesforce-options.ts";
import type { FieldDefinition } from "../schema/field-definition.ts";
import { DATA_TYPES, findTypeOfId, type ObjectType } from "../schema/object-type.ts";
import { checkSetup } from "../schema/setup-rules.ts";
import { PERSON_FIELD_NAMES } from "../schema/standard-fields.ts";
import { completeAddress } from "./address-rules.ts";
import { checkDuplicates } from "./duplicate-rules.ts";
import { readValues } from "./read-values.ts";
import { readRecordId } from "./record-id.ts";
import { createRecord, deleteRecord, isPerson, updateRecord } from "./save-record.ts";
import type { FieldValues, SObjectRecord } from "./sobject-record.ts";

import type { WriteOptions } from "./write-options.ts";

type Given = Readonly<Record<string, unknown>>;

const FAULT_MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: "unable to obtain exclusive access to this record",
  FIELD_CUSTOM_VALIDATION_EXCEPTION: "a validation rule does not allow this",
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: "a trigger failed",
};

/** A record that was written. */
export interface SavedRow {
  id: string;
  created: boolean;
}

/** @throws RowRefusal */
export function createRow(org: Org, type: ObjectType, given: Given, options: WriteOptions): SavedRow {
  checkRight(org, type, "create");
  const values = readValues(org, type, given, { operation: "create", isText: options.isText });
  checkFault(org, { operation: "create", object: type, id: null, values });
  const completed = withAssignedOwner(org, type, completeAddress(org.countries, type, {}, values), options);
  checkValues(org, { type, values: completed, result: withDefaults(org, type, completed), ...options });
  return { id: createRecord(org, type, completed, org.userId).id, created: true };
}

/** @throws RowRefusal */
export function updateRow(
  org: Org,
  type: ObjectType,
  idText: string,
  given: Given,
  options: WriteOptions,
): SavedRow {
  const record = getLive(org, idText, type);
  checkRight(org, type, "edit");
  const values = readValues(org, type, given, { operation: "update", isText: options.isText });
  checkFault(org, { operation: "update", object: type, id: record.id, values });
  if (record.values.IsConverted === true) {
    throw new RowRefusal("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
  }
  if (type === "Contact" && record.values.IsPersonAccount === true) {
    throw new RowRefusal(
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      `Contact: bad field names on insert/update call: ${Object.keys(values).join(", ")}`,
      { fields: Object.keys(values) },
    );
  }
  const address = completeAddress(org.countries, type, record.values, values);
  const completed = withAssignedOwner(org, type, address, options);
  const result = { ...record.values, ...completed };
  checkValues(org, { type, record, values: completed, result, ...options });
  return { id: updateRecord(org, record, completed, org.userId).id, created: false };
}

/** @throws RowRefusal */
export function upsertRow(
  org: Org,
  type: ObjectType,
  key: FieldDefinition,
  given: Given,
  options: WriteOptions,
): SavedRow {
  const value = Object.entries(given).find(([name]) => name.toLowerCase() === key.name.toLowerCase())?.[1];
  if (typeof value !== "string" || value.trim() === "") {
    throw new RowRefusal("MISSING_ARGUMENT", `${key.name} not specified`);
  }
  const found = findByKey(org, type, key, value.trim());
  const [live, ...others] = found.filter(({ values }) => values.IsDeleted !== true);
  if (others.length > 0) {
    throw new RowRefusal(
      "DUPLICATE_EXTERNAL_ID",
      `More than one record found for external id field: ${value}`,
    );
  }
  if (live) return updateRow(org, type, live.id, given, options);
  if (org.upsertFindsDeleted && found.length > 0) throw deletedError();
  return createRow(org, type, given, options);
}

/** @throws RowRefusal */
export function deleteRow(org: Org, idText: string): SavedRow {
  const record = getLive(org, idText);
  checkRight(org, record.type, "delete");
  if (record.type === "Contact" && record.values.IsPersonAccount === true) {
    throw new RowRefusal("DELETE_FAILED", "the contact of a person account cannot be deleted by itself");
  }
  checkFault(org, { operation: "delete", object: record.type, id: record.id, values: record.values });
  return { id: deleteRecord(org, record, org.userId).id, created: false };
}

/** Finds the records, deleted ones too, with this value in a key field. */
export function findByKey(
  org: Org,
  type: ObjectType,
  { name, caseSensitive }: FieldDefinition,
  value: string,
): SObjectRecord[] {
  return org.store
    .findByValue(type, name, value)
    .filter(({ values }) => !caseSensitive || values[name] === value);
}

/** @throws RowRefusal where a fault befalls this record */
function checkFault({ rowFaults }: Org, row: WrittenRow): void {
  const fault = rowFaults.take(row);
  if (!fault) return;
  const { errorCode, fields } = fault;
  const message = fault.message ?? FAULT_MESSAGES[errorCode] ?? "an unexpected error occurred";
  throw new RowRefusal(errorCode, message, fields && { fields });
}

/** Sets the owner of a lead by the active assignment rule. */
function withAssignedOwner(
  org: Org,
  type: ObjectType,
  values: FieldValues,
  { assignsOwners = false }: WriteOptions,
): FieldValues {
  if (type !== "Lead" || !assignsOwners || org.leadAssignee === null) return values;
  const assignee = org.store.list("User").find((user) => user.values.Username === org.leadAssignee);
  return assignee ? { ...values, OwnerId: assignee.id } : values;
}

function getLive(org: Org, idText: string, expected?: ObjectType): SObjectRecord {
  const id = readRecordId(idText);
  const type = id === null ? undefined : findTypeOfId(id);
  if (id === null || !type || (expected && type !== expected)) {
    throw new RowRefusal("MALFORMED_ID", `malformed id ${idText}`);
  }
  const record = org.store.find(type, id);
  if (!record) throw new RowRefusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
  if (record.values.IsDeleted === true) throw deletedError();
  return record;
}

function deletedError(): RowRefusal {
  return new RowRefusal("ENTITY_IS_DELETED", "entity is deleted");
}

function withDefaults(org: Org, type: ObjectType, values: FieldValues): FieldValues {
  const defaults = org.schema.list(type).map(({ name, defaultValue }) => [name, defaultValue]);
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(given) };
}

interface CheckedWrite extends WriteOptions {
  type: ObjectType;
  record?: SObjectRecord;
  values: FieldValues;
  /** All values of the record after the write. */
  result: FieldValues;
}

function checkValues(org: Org, write: CheckedWrite): void {
  const { type, record, values, result, allowsDuplicates } = write;
  if (type === "Account") checkAccountKind(org, values, result);
  checkRequired(org, type, result);
  for (const field of org.schema.list(type)) {
    const value = values[field.name];
    if (!field.unique || typeof value !== "string") continue;
    const holder = findByKey(org, type, field, value).find(
      (other) => other.id !== record?.id && other.values.IsDeleted !== true,
    );
    if (holder) {
      throw new RowRefusal(
        "DUPLICATE_VALUE",
        `duplicate value found: ${field.name} duplicates value on record with id: ${holder.id}`,
      );
    }
  }
  checkSetup(org, type, record, result);
  checkDuplicates(org, { type, record, values: result, allowsDuplicates });
}

function checkRequired(org: Org, type: ObjectType, result: FieldValues): void {
  const isPersonAccount = type === "Account" && isPerson(org, result);
  const missing = org.schema
    .list(type)
    .filter(({ nillable, createable }) => !nillable && createable)
    .map(({ name }) => (isPersonAccount && name === "Name" ? "LastName" : name))
    .filter((name) => name !== "OwnerId" && (result[name] ?? null) === null);
  if (missing.length === 0) return;
  throw new RowRefusal("REQUIRED_FIELD_MISSING", `Required fields are missing: [${missing.join(", ")}]`, {
    fields: missing,
  });
}

/** A business account has no fields of people, and a person account has no name of its own. */
function checkAccountKind(org: Org, values: FieldValues, result: FieldValues): void {
  if (!org.schema.hasPersonAccounts) return;
  const isForPerson = isPerson(org, result);
  const wrong = Object.keys(values).filter((name) =>
    isForPerson ? name === "Name" : name !== "Phone" && (name in PERSON_FIELD_NAMES || name.endsWith("__pc")),
  );
  if (wrong.length === 0) return;
  throw new RowRefusal(
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    `Account: bad field names on insert/update call: ${wrong.join(", ")}`,
    { fields: wrong },
  );
}

function checkRight(org: Org, type: ObjectType, right: "create" | "edit" | "delete"): void {
  if (mayDo(org.rights, type, right)) return;
  throw new RowRefusal("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");
}

const SETUP_TYPES: readonly ObjectType[] = ["PermissionSet", "PermissionSetAssignment", "FieldPermissions"];

/** Whether the API user may do this with records of the object. */
export function mayDo(
  rights: SalesforceRights,
  type: ObjectType,
  right: "read" | "create" | "edit" | "delete",
): boolean {
  const dataType = DATA_TYPES.find((each) => each === type);
  if (dataType) return rights.objects[dataType]?.includes(right) ?? false;
  if (right === "read") return true;
  return SETUP_TYPES.includes(type) && rights.managePermissionSets;
}
