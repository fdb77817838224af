import type { SandboxAnswer } from "../../frame/answer.ts";
import { basePathOf, type RouteCall, type SalesforceRoute } from "../api/route.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { runQuery } from "./run-query.ts";

function query(call: RouteCall, includesDeleted: boolean): SandboxAnswer {
  const soql = call.query.get("q");
  if (!soql) throw new SalesforceError(400, "MALFORMED_QUERY", "SOQL query is missing");
  const { totalSize, rows } = runQuery(call.org, soql, includesDeleted, basePathOf(call));
  if (rows.length <= call.org.queryPageSize) {
    return { status: 200, body: { totalSize, done: true, records: rows } };
  }
  const id = call.org.newId();
  call.org.cursors.set(id, { rows });
  return { status: 200, body: toPage(call, id, rows, 0) };
}

/** A locator is the cursor's id and the row to go on from. */
function fetchMore(call: RouteCall): SandboxAnswer {
  const { id = "", start = "" } = /^(?<id>.+)-(?<start>\d+)$/.exec(call.params[0] ?? "")?.groups ?? {};
  const cursor = call.org.cursors.get(id);
  if (!cursor) throw new SalesforceError(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
  return { status: 200, body: toPage(call, id, cursor.rows, Number(start)) };
}

function toPage(call: RouteCall, id: string, rows: unknown[], start: number) {
  const end = start + call.org.queryPageSize;
  const isLast = end >= rows.length;
  return {
    totalSize: rows.length,
    done: isLast,
    ...(!isLast && { nextRecordsUrl: `${basePathOf(call)}/query/${id}-${end}` }),
    records: rows.slice(start, end),
  };
}

export const queryRoutes: SalesforceRoute[] = [
  { method: "GET", path: "/query", answer: (call) => query(call, false) },
  { method: "GET", path: "/queryAll", answer: (call) => query(call, true) },
  { method: "GET", path: "/query/{locator}", answer: fetchMore },
  { method: "GET", path: "/queryAll/{locator}", answer: fetchMore },
];
