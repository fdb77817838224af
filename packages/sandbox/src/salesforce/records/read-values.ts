import type { Org } from "../access/org.ts";
import { RowRefusal, SalesforceError } from "../api/salesforce-error.ts";
import type { FieldDefinition } from "../schema/field-definition.ts";
import { findTypeOfId, type ObjectType } from "../schema/object-type.ts";
import { readRecordId } from "./record-id.ts";
import { type FieldValue, type FieldValues, toApiTime } from "./sobject-record.ts";

/** Times are kept to the second. */
const SECOND_MS = 1000;

export interface ReadOptions {
  operation: "create" | "update";
  /** Whether values are texts, as in CSV, where numbers and truths are read from them. */
  isText?: boolean;
}

/**
 * Checks the values that a caller wants to write, and gives them their stored form.
 *
 * @param given by the field's name in any case, without `attributes`, `type` and `Id`
 * @throws RowRefusal for a field that is unknown or may not be written, or a value that does not fit the field
 */
export function readValues(
  org: Org,
  type: ObjectType,
  given: Readonly<Record<string, unknown>>,
  options: ReadOptions,
): FieldValues {
  const fields = Object.entries(given).map(([name, value]) => ({ field: getField(org, type, name), value }));
  const locked = fields.filter(({ field }) => !mayWrite(org, type, field, options.operation));
  if (locked.length > 0) {
    const names = locked.map(({ field }) => field.name);
    throw new RowRefusal(
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      `Unable to create/update fields: ${names.join(", ")}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      { fields: names },
    );
  }
  return Object.fromEntries(
    fields.map(({ field, value }) => [field.name, readValue(org, field, value, options)]),
  );
}

function getField(org: Org, type: ObjectType, name: string): FieldDefinition {
  const field = org.access.findVisible(type, name);
  if (field) return field;
  const message = `No such column '${name}' on sobject of type ${type}`;
  if (org.refusesWholeCalls) throw new SalesforceError(400, "INVALID_FIELD", message);
  throw new RowRefusal("INVALID_FIELD", message);
}

function mayWrite(org: Org, type: ObjectType, field: FieldDefinition, operation: "create" | "update") {
  const isWritable = operation === "create" ? field.createable : field.updateable;
  return isWritable && org.access.canEdit(type, field);
}

function readValue(org: Org, field: FieldDefinition, value: unknown, { isText }: ReadOptions): FieldValue {
  if (value === null || value === "") return null;
  const read = isText && typeof value === "string" ? fromText(field, value) : value;
  switch (field.type) {
    case "id":
    case "reference":
      return readReference(org, field, readString(org, field, read));
    case "boolean":
      return typeof read === "boolean" ? read : refuseType(org, field, value);
    case "int":
    case "double":
    case "currency":
      return typeof read === "number" ? readNumber(field, read) : refuseType(org, field, value);
    case "date":
      return readDay(read) ?? refuseType(org, field, value);
    case "datetime":
      return readMoment(read) ?? refuseType(org, field, value);
    case "picklist":
      return readChoice(field, readString(org, field, read));
    case "email":
      return readEmail(field, readString(org, field, read));
    case "string":
    case "phone":
    case "textarea":
      return checkLength(field, readString(org, field, read));
  }
}

function fromText({ type }: FieldDefinition, text: string): unknown {
  switch (type) {
    case "boolean":
      return /^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : text;
    case "int":
    case "double":
    case "currency":
      return Number.isFinite(Number(text)) ? Number(text) : text;
    default:
      return text;
  }
}

/** Removes white space around a text. A text of white space alone becomes null. */
function readString(org: Org, field: FieldDefinition, value: unknown): string | null {
  if (typeof value !== "string") return refuseType(org, field, value);
  const text = value.trim();
  return text === "" ? null : text;
}

function refuseType(org: Org, { name, label, type }: FieldDefinition, value: unknown): never {
  if (org.refusesWholeCalls) {
    const message = `Cannot deserialize instance of ${type} from VALUE_STRING value ${String(value)} or request may be missing a required field at [line:1, column:1]`;
    throw new SalesforceError(400, "JSON_PARSER_ERROR", message);
  }
  throw new RowRefusal(
    "INVALID_TYPE_ON_FIELD_IN_RECORD",
    `${label}: value not of required type: ${String(value)}`,
    { fields: [name] },
  );
}

function checkLength({ name, label, length }: FieldDefinition, text: string | null): string | null {
  if (text === null || text.length <= length) return text;
  throw new RowRefusal("STRING_TOO_LONG", `${label}: data value too large: ${text} (max length=${length})`, {
    fields: [name],
  });
}

function readEmail(field: FieldDefinition, text: string | null): string | null {
  if (text === null || /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)) return checkLength(field, text);
  throw new RowRefusal("INVALID_EMAIL_ADDRESS", `${field.label}: invalid email address: ${text}`, {
    fields: [field.name],
  });
}

function readChoice(field: FieldDefinition, text: string | null): string | null {
  // `completeAddress` checks the codes of states and countries.
  const isFree = !field.restrictedPicklist || /(?:State|Country)Code$/.test(field.name);
  if (text === null || isFree) return checkLength(field, text);
  const value = field.picklistValues.find((each) => each.toLowerCase() === text.toLowerCase());
  if (value !== undefined) return value;
  throw new RowRefusal(
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    `${field.label}: bad value for restricted picklist field: ${text}`,
    { fields: [field.name] },
  );
}

function readNumber({ name, label, precision, scale }: FieldDefinition, number: number): number {
  const isInRange = precision === 0 || Math.abs(number) < 10 ** (precision - scale);
  if (isInRange) return precision === 0 ? number : Number(number.toFixed(scale));
  throw new RowRefusal(
    "NUMBER_OUTSIDE_VALID_RANGE",
    `${label}: value outside of valid range on numeric field: ${number}`,
    { fields: [name] },
  );
}

function readDay(value: unknown): string | null {
  const day = typeof value === "string" ? /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(value)?.[0] : undefined;
  return day === undefined || Number.isNaN(Date.parse(day)) ? null : day;
}

function readMoment(value: unknown): string | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value)) return null;
  const ms = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isNaN(ms) ? null : toApiTime(Math.floor(ms / SECOND_MS) * SECOND_MS);
}

function readReference(org: Org, field: FieldDefinition, text: string | null): string | null {
  if (text === null) return null;
  const { name, label, referenceTo } = field;
  const id = readRecordId(text);
  const type = id === null ? undefined : findTypeOfId(id);
  if (id === null || !type || !referenceTo.includes(type)) {
    throw new RowRefusal("MALFORMED_ID", `${label}: id value of incorrect type: ${text}`, { fields: [name] });
  }
  const target = org.store.find(type, id);
  if (!target) {
    throw new RowRefusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", { fields: [name] });
  }
  if (target.values.IsDeleted === true) {
    throw new RowRefusal("ENTITY_IS_DELETED", "entity is deleted", { fields: [name] });
  }
  if (type === "User" && target.values.IsActive === false) {
    throw new RowRefusal(
      "INACTIVE_OWNER_OR_USER",
      `operation performed with inactive user [${id}] as owner`,
      { fields: [name] },
    );
  }
  if (type === "Lead" && target.values.IsConverted === true) {
    throw new RowRefusal("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", {
      fields: [name],
    });
  }
  return id;
}
