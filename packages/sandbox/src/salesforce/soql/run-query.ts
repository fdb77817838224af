import type { Org } from "../access/org.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import type { SObjectRecord } from "../records/sobject-record.ts";
import { mayDo } from "../records/write-rows.ts";
import { findObjectType, type ObjectType } from "../schema/object-type.ts";
import { type FieldPath, followPath, readPath, resolvePath } from "./field-path.ts";
import { foldValue, toFilter } from "./match-condition.ts";
import { parseQuery } from "./parse-query.ts";
import type { SortTerm } from "./soql-query.ts";

export interface QueryResult {
  totalSize: number;
  /** The rows as the API shows them; a `COUNT()` has none. */
  rows: Record<string, unknown>[];
}

/**
 * Runs a query.
 *
 * @param includesDeleted whether records in the recycle bin are found, as `queryAll` does
 * @param basePath of the addresses in the answer: `/services/data/v66.0`
 * @throws SalesforceError 400
 */
export function runQuery(org: Org, soql: string, includesDeleted: boolean, basePath: string): QueryResult {
  const query = parseQuery(soql);
  const type = readQueriedType(org, query.object);
  const scope = { org, type, soql };
  const paths = query.fields?.map((field) => resolvePath(org, type, field, soql));
  const filter = query.where && toFilter(scope, query.where);
  const terms = query.orderBy.map((term) => ({ ...term, path: resolvePath(org, type, term.field, soql) }));

  const found = org.store
    .list(type)
    .filter((record) => includesDeleted || record.values.IsDeleted !== true)
    .filter((record) => !filter || filter(record));
  if (terms.length > 0) found.sort((one, other) => compareRecords(org, terms, one, other));
  const end = query.limit === null ? undefined : query.offset + query.limit;
  const shown = found.slice(query.offset, end);
  const rows = paths ? shown.map((record) => toRow(org, record, paths, basePath)) : [];
  return { totalSize: shown.length, rows };
}

function readQueriedType(org: Org, name: string): ObjectType {
  const type = findObjectType(name);
  if (type && mayDo(org.rights, type, "read")) return type;
  throw new SalesforceError(
    400,
    "INVALID_TYPE",
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function compareRecords(
  org: Org,
  terms: (SortTerm & { path: FieldPath })[],
  one: SObjectRecord,
  other: SObjectRecord,
): number {
  for (const { path, direction, nullsFirst } of terms) {
    const left = foldValue(path.field, readPath(org, one, path));
    const right = foldValue(path.field, readPath(org, other, path));
    if (left === right) continue;
    if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
    return left < right ? -direction : direction;
  }
  return 0;
}

/** Shows a record. A related record is an object inside it, or null where there is none. */
function toRow(
  org: Org,
  record: SObjectRecord,
  paths: readonly FieldPath[],
  basePath: string,
): Record<string, unknown> {
  const row: Record<string, unknown> = { attributes: attributesOf(record, basePath) };
  for (const path of paths) {
    const [reference] = path.via;
    if (!reference) {
      row[path.field.name] = record.values[path.field.name] ?? null;
      continue;
    }
    const name = reference.relationshipName ?? reference.name;
    if (name in row) continue;
    const beyond = paths
      .filter(({ via }) => via[0]?.name === reference.name)
      .map(({ via, field }) => ({ via: via.slice(1), field }));
    const target = followPath(org, record, { via: [reference], field: path.field });
    row[name] = target ? toRow(org, target, beyond, basePath) : null;
  }
  return row;
}

function attributesOf({ type, id }: SObjectRecord, basePath: string): Record<string, string> {
  return { type, url: `${basePath}/sobjects/${type}/${id}` };
}
