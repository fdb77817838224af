import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import type { RouteCall, SalesforceRoute } from "../api/route.ts";
import { RowRefusal, SalesforceError } from "../api/salesforce-error.ts";
import { findObjectType, type ObjectType } from "../schema/object-type.ts";
import { readRecordId } from "./record-id.ts";
import { saveRows } from "./save-rows.ts";
import { readWriteOptions } from "./write-options.ts";
import { createRow, deleteRow, type SavedRow, updateRow, upsertRow } from "./write-rows.ts";

const MAX_RECORDS = 200;

const Collection = z.object({
  allOrNone: z.boolean().default(false),
  records: z
    .array(z.looseObject({ attributes: z.looseObject({ type: z.string() }) }))
    .min(1, "the records are missing"),
});

function createRecords(call: RouteCall): SandboxAnswer {
  const { allOrNone, rows } = readCollection(call);
  const options = readWriteOptions(call.headers);
  const { org } = call;
  const saves = rows.map(({ type, given }) => () => {
    if (Object.keys(given).some(isId)) {
      throw new RowRefusal("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", {
        fields: ["Id"],
      });
    }
    return createRow(org, getType(type), given, options);
  });
  return answerRows(call, saves, allOrNone, false);
}

/** The same record twice in one call is refused both times. */
function updateRecords(call: RouteCall): SandboxAnswer {
  const { allOrNone, rows } = readCollection(call);
  const options = readWriteOptions(call.headers);
  const { org } = call;
  const named = rows.map(({ type, given }) => {
    const [key, id] = Object.entries(given).find(([name]) => isId(name)) ?? [];
    const { [key ?? ""]: _, ...values } = given;
    return { type, id: typeof id === "string" ? id : null, values };
  });
  const repeated = findRepeated(named.map(({ id }) => (id === null ? null : (readRecordId(id) ?? id))));
  const saves = named.map(({ type, id, values }) => () => {
    if (id === null) throw new RowRefusal("MISSING_ARGUMENT", "Id not specified in an update call");
    if (repeated.has(readRecordId(id) ?? id)) throw repeatedError("id", id);
    return updateRow(org, getType(type), id, values, options);
  });
  return answerRows(call, saves, allOrNone, false);
}

/** The same key twice in one call is refused both times. */
function upsertRecords(call: RouteCall): SandboxAnswer {
  const { org, params } = call;
  const type = readObjectType(params[0]);
  const key = org.access.findVisible(type, params[1] ?? "");
  if (!key?.externalId) {
    throw new SalesforceError(
      404,
      "NOT_FOUND",
      `Provided external ID field does not exist or is not accessible: ${params[1]}`,
    );
  }
  const { allOrNone, rows } = readCollection(call);
  const options = readWriteOptions(call.headers);
  const keyOf = (given: Record<string, unknown>) => {
    const value = given[key.name];
    return typeof value === "string" && !key.caseSensitive ? value.toLowerCase() : (value ?? null);
  };
  const repeated = findRepeated(rows.map(({ given }) => keyOf(given)));
  const saves = rows.map((row) => () => {
    if (getType(row.type) !== type) {
      throw new RowRefusal("INVALID_TYPE", `the record is no ${type}`);
    }
    if (Object.keys(row.given).some(isId)) {
      throw new RowRefusal("INVALID_FIELD", "The Id field should not be specified in the sobject data.");
    }
    const value = keyOf(row.given);
    if (repeated.has(value)) throw repeatedError("external id", String(value));
    return upsertRow(org, type, key, row.given, options);
  });
  return answerRows(call, saves, allOrNone, true);
}

function deleteRecords(call: RouteCall): SandboxAnswer {
  const ids = (call.query.get("ids") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0) throw new SalesforceError(400, "INVALID_INPUT", "The ids parameter is missing");
  checkCount(ids.length);
  const repeated = findRepeated(ids.map((id) => readRecordId(id) ?? id));
  const deletes = ids.map((id) => () => {
    if (repeated.has(readRecordId(id) ?? id)) throw repeatedError("id", id);
    return deleteRow(call.org, id);
  });
  return answerRows(call, deletes, call.query.get("allOrNone") === "true", false);
}

function readCollection({ body }: RouteCall) {
  const { allOrNone, records } = readBody(Collection, body);
  checkCount(records.length);
  const rows = records.map(({ attributes: { type }, ...given }) => ({ type, given }));
  return { allOrNone, rows };
}

function checkCount(count: number): void {
  if (count <= MAX_RECORDS) return;
  throw new SalesforceError(
    400,
    "EXCEEDED_ID_LIMIT",
    `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
  );
}

function getType(name: string): ObjectType {
  const type = findObjectType(name);
  if (type) return type;
  throw new RowRefusal("INVALID_TYPE", `sObject type '${name}' is not supported.`);
}

function isId(name: string): boolean {
  return name.toLowerCase() === "id";
}

function findRepeated<T>(values: readonly T[]): Set<T> {
  return new Set(values.filter((value, index) => value !== null && values.indexOf(value) !== index));
}

function repeatedError(what: string, value: string): RowRefusal {
  return new RowRefusal("DUPLICATE_VALUE", `Duplicate ${what} specified: ${value}`);
}

function answerRows(
  { org }: RouteCall,
  saves: (() => SavedRow)[],
  allOrNone: boolean,
  showsCreated: boolean,
): SandboxAnswer {
  const body = saveRows(org.store, saves, allOrNone).map((outcome) =>
    outcome instanceof RowRefusal
      ? { success: false, errors: [outcome.toRowError()] }
      : {
          id: outcome.id,
          success: true,
          errors: [],
          ...(showsCreated && { created: outcome.created }),
        },
  );
  return { status: 200, body };
}

export const collectionRoutes: SalesforceRoute[] = [
  { method: "POST", path: "/composite/sobjects", answer: createRecords },
  { method: "PATCH", path: "/composite/sobjects", answer: updateRecords },
  { method: "DELETE", path: "/composite/sobjects", answer: deleteRecords },
  { method: "PATCH", path: "/composite/sobjects/{object}/{field}", answer: upsertRecords },
];
