const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** Writes rows as CSV (RFC 4180), with the columns' names first. Lines end with a line feed, as a job is told. */
export function toCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(quote).join(",")}\n`).join("");
}

function quote(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Reads CSV (RFC 4180): each row by the names of its columns, which are its first line. */
export function parseCsv(text: string): Record<string, string>[] {
  const [columns = [], ...rows] = readRows(text);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""])));
}

/** One value, quoted or not, and what ends it. */
const VALUE = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  VALUE.lastIndex = 0;
  while (VALUE.lastIndex < text.length) {
    const [, quoted, plain = "", end] = VALUE.exec(text) ?? [];
    if (end === undefined) throw new SyntaxError("this is no CSV");
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") {
      if (VALUE.lastIndex < text.length) continue;
      row.push("");
    }
    rows.push(row);
    row = [];
  }
  return rows;
}
