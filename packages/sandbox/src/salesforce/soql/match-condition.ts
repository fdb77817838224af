import type { Org } from "../access/org.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { readRecordId } from "../records/record-id.ts";
import { type FieldValue, type SObjectRecord, toApiTime } from "../records/sobject-record.ts";
import { type FieldDefinition, isFilterable } from "../schema/field-definition.ts";
import type { ObjectType } from "../schema/object-type.ts";
import { type FieldPath, fieldError, readPath, resolvePath } from "./field-path.ts";
import type { Condition, Literal } from "./soql-query.ts";

export type RecordFilter = (record: SObjectRecord) => boolean;

interface Scope {
  org: Org;
  type: ObjectType;
  soql: string;
}

/**
 * Makes a filter of a condition.
 *
 * @throws SalesforceError 400 for an unknown field, one that cannot be filtered by, or a value of another type
 */
export function toFilter(scope: Scope, condition: Condition): RecordFilter {
  switch (condition.kind) {
    case "and":
    case "or": {
      const filters = condition.conditions.map((each) => toFilter(scope, each));
      return condition.kind === "and"
        ? (record) => filters.every((filter) => filter(record))
        : (record) => filters.some((filter) => filter(record));
    }
    case "not": {
      const filter = toFilter(scope, condition.condition);
      return (record) => !filter(record);
    }
    case "in": {
      const path = getFilterable(scope, condition.field);
      const values = new Set(condition.values.map((value) => toComparable(scope, path.field, value)));
      return (record) => values.has(storedComparable(scope.org, record, path)) !== condition.negated;
    }
    case "comparison":
      return toComparison(scope, condition);
  }
}

function toComparison(
  scope: Scope,
  { field: name, operator, value }: Condition & { kind: "comparison" },
): RecordFilter {
  const path = getFilterable(scope, name);
  if (operator === "LIKE") {
    if (value.kind !== "string" || !isText(path.field)) {
      throw new SalesforceError(400, "INVALID_QUERY_FILTER_OPERATOR", `invalid operator on ${name}`);
    }
    const pattern = toLikePattern(value.pattern);
    return (record) => pattern.test(String(readPath(scope.org, record, path) ?? ""));
  }
  const wanted = toComparable(scope, path.field, value);
  return (record) => {
    const stored = storedComparable(scope.org, record, path);
    switch (operator) {
      case "=":
        return stored === wanted;
      case "!=":
        return stored !== wanted;
    }
    if (stored === null || wanted === null) return false;
    switch (operator) {
      case "<":
        return stored < wanted;
      case "<=":
        return stored <= wanted;
      case ">":
        return stored > wanted;
      case ">=":
        return stored >= wanted;
    }
  };
}

function getFilterable({ org, type, soql }: Scope, name: string): FieldPath {
  const path = resolvePath(org, type, name, soql);
  if (isFilterable(path.field)) return path;
  throw fieldError(soql, name, `field '${path.field.name}' can not be filtered in a query call`);
}

function isText({ type }: FieldDefinition): boolean {
  return ["string", "email", "phone", "textarea", "picklist"].includes(type);
}

/** Text is the same in any case, but for ids, and keys that are told apart by it. */
export function foldValue({ type, caseSensitive }: FieldDefinition, value: FieldValue): FieldValue {
  const isFolded = !caseSensitive && type !== "id" && type !== "reference";
  return typeof value === "string" && isFolded ? value.toLowerCase() : value;
}

function storedComparable(org: Org, record: SObjectRecord, path: FieldPath): FieldValue {
  const value = readPath(org, record, path);
  return isText(path.field) ? foldValue(path.field, value) : value;
}

function toComparable({ soql }: Scope, field: FieldDefinition, literal: Literal): FieldValue {
  if (literal.kind === "null") return null;
  switch (field.type) {
    case "id":
    case "reference": {
      const id = literal.kind === "string" ? readRecordId(literal.value) : null;
      if (id !== null) return id;
      const shown = literal.kind === "string" ? literal.value : "";
      throw new SalesforceError(400, "INVALID_QUERY_FILTER_OPERATOR", `invalid ID field: ${shown}`);
    }
    case "boolean":
      if (literal.kind === "boolean") return literal.value;
      break;
    case "int":
    case "double":
    case "currency":
      if (literal.kind === "number") return literal.value;
      break;
    case "date":
      if (literal.kind === "date") return literal.value;
      break;
    case "datetime":
      if (literal.kind === "datetime") return toApiTime(literal.value);
      break;
    default:
      if (literal.kind === "string") return foldValue(field, literal.value);
  }
  const quoted = isText(field) ? "should be enclosed in quotes" : "should not be enclosed in quotes";
  throw fieldError(
    soql,
    field.name,
    `value of filter criterion for field '${field.name}' must be of type ${field.type} and ${quoted}`,
  );
}

/** `%` is any text, `_` any character; either with a backslash is itself. */
function toLikePattern(text: string): RegExp {
  const pattern = text.replaceAll(/\\[\\_%]|[%_]|[.*+?^${}()|[\]\\]/g, (found) => {
    if (found === "%") return ".*";
    if (found === "_") return ".";
    return `\\${found.at(-1)}`;
  });
  return new RegExp(`^${pattern}$`, "is");
}
