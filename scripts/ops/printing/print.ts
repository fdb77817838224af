import Table from "cli-table3";
import type { OpsIo } from "../ops-io.ts";

/** The columns of a table: each title with the function that reads its cell from a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number | null | undefined>>;

/** Prints rows as a table for people, or as JSON for programs. */
export function printRows<Row>(
  { out }: Pick<OpsIo, "out">,
  rows: readonly Row[],
  columns: Columns<Row>,
  { json, none }: { json: boolean | undefined; none: string },
): void {
  if (json) out.write(toJson(rows));
  else if (rows.length === 0) out.write(`${none}\n`);
  else out.write(`${toTable(rows, columns)}\n`);
}

/** Prints the fields of one thing beneath each other, or as JSON. */
export function printFields(
  { out }: Pick<OpsIo, "out">,
  thing: Readonly<Record<string, unknown>>,
  { json }: { json: boolean | undefined },
): void {
  if (json) {
    out.write(toJson(thing));
    return;
  }
  const width = Math.max(...Object.keys(thing).map((name) => name.length));
  for (const [name, value] of Object.entries(thing)) {
    out.write(`${name.padEnd(width)}  ${toLines(value, width + 2)}\n`);
  }
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const NO_BORDERS = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " },
};

function toTable<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const table = new Table({
    head: Object.keys(columns).map((title) => title.toUpperCase()),
    chars: NO_BORDERS,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  for (const row of rows) table.push(Object.values(columns).map((read) => toCell(read(row))));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Replaces control characters: they could move the cursor, set a colour, or turn the direction of the line. */
function toCell(value: string | number | null | undefined): string {
  return String(value ?? "–").replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
}

function toLines(value: unknown, indent: number): string {
  if (typeof value !== "object" || value === null)
    return toCell(value === null ? null : String(value ?? "–"));
  const lines = JSON.stringify(value, null, 2).split("\n").map(toCell);
  return lines.join(`\n${" ".repeat(indent)}`);
}
