import { CONTACT_FIELD_NAMES } from "../set-up/our-fields.ts";
import type { Refusal } from "./salesforce-refusal.ts";

/** The kinds of refusals of a record, by what can be done next. */
export type RefusalKind =
  /** The record was merged, converted or deleted. */
  | "gone"
  /** Another write holds the record. */
  | "locked"
  /** Salesforce does not have a field, or not for this user. */
  | "unknown-field"
  /** A rule of the organisation takes the record for another's duplicate. */
  | "duplicate"
  /** Another record has a value that must be unique. */
  | "taken"
  /** The record may pass without some of its values. */
  | "value"
  /** The record may pass at another time. */
  | "passing"
  /** The meaning of the code is not known. The record is tried again, more and more slowly. */
  | "unknown"
  /** The record or the organisation's settings have to change. */
  | "final";

const CODES: Readonly<Record<string, RefusalKind>> = {
  ENTITY_IS_DELETED: "gone",
  CANNOT_UPDATE_CONVERTED_LEAD: "gone",
  UNABLE_TO_LOCK_ROW: "locked",
  INVALID_FIELD: "unknown-field",
  INVALID_FIELD_FOR_INSERT_UPDATE: "unknown-field",
  DUPLICATES_DETECTED: "duplicate",
  DUPLICATE_VALUE: "taken",
  DUPLICATE_EXTERNAL_ID: "taken",
  INVALID_EMAIL_ADDRESS: "value",
  STRING_TOO_LONG: "value",
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: "value",
  FIELD_INTEGRITY_EXCEPTION: "value",
  INVALID_TYPE_ON_FIELD_IN_RECORD: "value",
  NUMBER_OUTSIDE_VALID_RANGE: "value",
  INACTIVE_OWNER_OR_USER: "value",
  JSON_PARSER_ERROR: "value",
  UNKNOWN_EXCEPTION: "passing",
  SERVER_UNAVAILABLE: "passing",
  SERVICE_UNAVAILABLE: "passing",
  QUERY_TIMEOUT: "passing",
  REQUEST_RUNNING_TOO_LONG: "passing",
  LIMIT_EXCEEDED: "passing",
  REQUEST_LIMIT_EXCEEDED: "passing",
  STORAGE_LIMIT_EXCEEDED: "passing",
  TOO_MANY_APEX_REQUESTS: "passing",
  PROCESSING_HALTED: "passing",
  ORG_IN_MAINTENANCE: "passing",
  // An approval process holds the record until somebody decides.
  ENTITY_IS_LOCKED: "passing",
  TXN_SECURITY_METERING_ERROR: "passing",
  TXN_SECURITY_RUNTIME_EXCEPTION: "passing",
  CANNOT_EXECUTE_FLOW_TRIGGER: "passing",
  ALL_OR_NONE_OPERATION_ROLLED_BACK: "passing",
  REQUIRED_FIELD_MISSING: "final",
  FIELD_CUSTOM_VALIDATION_EXCEPTION: "final",
  FIELD_FILTER_VALIDATION_EXCEPTION: "final",
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: "final",
  APEX_ERROR: "final",
  TXN_SECURITY_BLOCK: "final",
  INSUFFICIENT_ACCESS: "final",
  INSUFFICIENT_ACCESS_OR_READONLY: "final",
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: "final",
  TRANSFER_REQUIRES_READ: "final",
  MALFORMED_ID: "final",
  MALFORMED_QUERY: "final",
  INVALID_TYPE: "final",
  NOT_FOUND: "final",
  DELETE_FAILED: "final",
  DEPENDENCY_EXISTS: "final",
  CIRCULAR_DEPENDENCY: "final",
  INVALID_STATUS: "final",
};

/** The order in which the reasons count where a record is refused for several. */
const ORDER: readonly RefusalKind[] = [
  "gone",
  "locked",
  "unknown-field",
  "final",
  "duplicate",
  "taken",
  "passing",
  "unknown",
  "value",
];

export function classifyRefusals(refusals: readonly Refusal[]): RefusalKind {
  const kinds = refusals.map(classify);
  return ORDER.find((kind) => kinds.includes(kind)) ?? "passing";
}

function classify({ code, innerCodes, fields }: Refusal): RefusalKind {
  const inner = innerCodes.map((name) => CODES[name]);
  // A trigger that met a lock meets none the next time.
  const passing = inner.find((kind) => kind === "locked" || kind === "passing");
  if (passing !== undefined) return passing;
  // Without a field it is the record's own id that leads nowhere.
  if (code === "INVALID_CROSS_REFERENCE_KEY") {
    return fields.every((field) => field === "Id") ? "gone" : "value";
  }
  const kind = CODES[code] ?? "unknown";
  return kind === "unknown-field" && fields.length === 0 ? "final" : kind;
}

/** No record is made without these, and none loses our key. */
const INDISPENSABLE: readonly string[] = [
  "LastName",
  "Company",
  "AccountId",
  "RecordTypeId",
  CONTACT_FIELD_NAMES.customerId,
  CONTACT_FIELD_NAMES.customerId.replace(/__c$/, "__pc"),
];

/** The fields without which a record may pass; none where one of them is indispensable. */
export function removableFields(refusals: readonly Refusal[]): string[] {
  const named = refusals.flatMap(namedFields);
  return named.some((name) => INDISPENSABLE.includes(name)) ? [] : named;
}

function namedFields({ code, fields }: Refusal): string[] {
  if (code === "INACTIVE_OWNER_OR_USER") return ["OwnerId"];
  // A refusal may name an address's state or country where its code was sent, and the other way round.
  if (code !== "FIELD_INTEGRITY_EXCEPTION") return fields;
  return fields.flatMap((field) => {
    const part = field.replace(/(?:State|Country)(?:Code)?$/, "");
    return part === field ? [field] : [`${part}Country`, `${part}CountryCode`];
  });
}
