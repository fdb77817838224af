import type { Org } from "../access/org.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import type { FieldValue, SObjectRecord } from "../records/sobject-record.ts";
import type { FieldDefinition } from "../schema/field-definition.ts";
import { findObjectType, findTypeOfId, type ObjectType } from "../schema/object-type.ts";
import { showPlace } from "./soql-tokens.ts";

/** A field that a query names, found in the schema: `Name`, or `Owner.Name` through a relationship. */
export interface FieldPath {
  /** The reference fields on the way to the field, in order. */
  via: FieldDefinition[];
  field: FieldDefinition;
}

/** @throws SalesforceError 400 INVALID_FIELD */
export function resolvePath(org: Org, type: ObjectType, path: string, soql: string): FieldPath {
  const names = path.split(".");
  const last = names.pop() ?? "";
  const via: FieldDefinition[] = [];
  let current = type;
  for (const name of names) {
    // A path may begin with the object's own name: `Contact.Name`.
    if (via.length === 0 && findObjectType(name) === type && names.indexOf(name) === 0) continue;
    const reference = org.access
      .listVisible(current)
      .find(({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase());
    const target = findObjectType(reference?.referenceTo[0] ?? "");
    if (!reference || !target) {
      throw fieldError(
        soql,
        path,
        `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      );
    }
    via.push(reference);
    current = target;
  }
  const field = org.access.findVisible(current, last);
  if (field) return { via, field };
  throw fieldError(
    soql,
    path,
    `No such column '${last}' on entity '${current}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** Finds the record at the end of a path; undefined where a reference on the way is empty. */
export function followPath(org: Org, record: SObjectRecord, { via }: FieldPath): SObjectRecord | undefined {
  return via.reduce<SObjectRecord | undefined>((current, { name }) => {
    const id = current?.values[name];
    const type = typeof id === "string" ? findTypeOfId(id) : undefined;
    return type && typeof id === "string" ? org.store.find(type, id) : undefined;
  }, record);
}

export function readPath(org: Org, record: SObjectRecord, path: FieldPath): FieldValue {
  return followPath(org, record, path)?.values[path.field.name] ?? null;
}

/** 400 INVALID_FIELD, which shows the place in the query. */
export function fieldError(soql: string, path: string, message: string): SalesforceError {
  const at = Math.max(soql.toLowerCase().indexOf(path.toLowerCase()), 0);
  return new SalesforceError(400, "INVALID_FIELD", `${showPlace(soql, at)}\n${message}`);
}
