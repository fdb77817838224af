import type { Org } from "../access/org.ts";
import { RowRefusal, SalesforceError } from "../api/salesforce-error.ts";
import { tryRow } from "../records/save-rows.ts";
import { findByKey, upsertRow } from "../records/write-rows.ts";
import { parseCsv } from "./csv.ts";
import type { IngestJob } from "./ingest-job.ts";

/** Clears a field. An empty value leaves the field as it is. */
const NULL_VALUE = "#N/A";

/**
 * Writes the rows of a job.
 *
 * @param maxRows how many rows are written; the others are left unprocessed
 * @returns the job in its new state
 */
export function runJob(org: Org, job: IngestJob, maxRows = Number.POSITIVE_INFINITY): IngestJob {
  const [columns = [], ...lines] = parseCsv(job.csv) ?? [];
  const rows = lines.map((line) =>
    Object.fromEntries(columns.map((name, index) => [name, line[index] ?? ""])),
  );
  const ended = { ...job, columns, unprocessed: rows, changedAt: org.now() };
  const problem = findProblem(org, job, columns, lines);
  if (problem !== null) return { ...ended, state: "Failed", errorMessage: problem };

  const key = org.access.findVisible(job.object, job.externalIdFieldName);
  if (!key) throw new SalesforceError(400, "InvalidJob", "the external id field is gone");
  const keyOf = (row: Record<string, string>) => (row[key.name] ?? "").toLowerCase();
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);

  const successful: IngestJob["successful"] = [];
  const failed: IngestJob["failed"] = [];
  for (const row of rows.slice(0, maxRows)) {
    const outcome = tryRow(() => {
      if ((counts.get(keyOf(row)) ?? 0) > 1 && keyOf(row) !== "") {
        throw new RowRefusal("DUPLICATE_VALUE", `Duplicate external id specified: ${row[key.name]}`);
      }
      return upsertRow(org, job.object, key, toValues(row), { allowsDuplicates: false, isText: true });
    });
    if (outcome instanceof RowRefusal) {
      const [known] = findByKey(org, job.object, key, row[key.name] ?? "");
      failed.push({ id: known?.id ?? null, error: outcome.toCsvError(), row });
    } else {
      successful.push({ id: outcome.id, created: outcome.created, row });
    }
  }
  const isWhole = rows.length <= maxRows;
  const unprocessed = isWhole ? [] : rows.slice(maxRows);
  return { ...ended, successful, failed, unprocessed, state: isWhole ? "JobComplete" : "InProgress" };
}

/** Finds the reason why a whole job fails. */
function findProblem(
  org: Org,
  { object, csv, lineEnding, externalIdFieldName }: IngestJob,
  columns: string[],
  lines: string[][],
): string | null {
  if (parseCsv(csv) === null) return "InvalidBatch : Failed to parse CSV";
  if (lineEnding === "LF" ? csv.includes("\r\n") : /(?<!\r)\n/.test(csv)) {
    return `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`;
  }
  const unknown = columns.find((name) => !org.access.findVisible(object, name));
  if (unknown !== undefined) return `InvalidBatch : Field name not found : ${unknown}`;
  if (!columns.includes(externalIdFieldName)) {
    return `InvalidBatch : Field name not found : ${externalIdFieldName}`;
  }
  const isRagged = lines.some((line) => line.length !== columns.length);
  return isRagged ? "InvalidBatch : The number of columns differs between rows" : null;
}

function toValues(row: Record<string, string>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, value === NULL_VALUE ? null : value]),
  );
}
