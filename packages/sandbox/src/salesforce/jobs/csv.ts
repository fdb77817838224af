/**
 * Reads CSV as RFC 4180 has it: fields in quotes may hold commas, line breaks, and quotes written twice.
 *
 * @returns one list of fields a row; null for a text that is none
 */
export function parseCsv(text: string): string[][] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at);
    if (!field) return null;
    row.push(field.value);
    at = field.end;
    if (text[at] === ",") {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    const lineBreak = /\r?\n/y;
    lineBreak.lastIndex = at;
    const found = lineBreak.exec(text)?.[0];
    if (found === undefined && at < text.length) return null;
    at += found?.length ?? 0;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function readPlain(text: string, start: number): { value: string; end: number } | null {
  const plain = /[^",\r\n]*/y;
  plain.lastIndex = start;
  const value = plain.exec(text)?.[0] ?? "";
  const end = start + value.length;
  return text[end] === '"' ? null : { value, end };
}

function readQuoted(text: string, start: number): { value: string; end: number } | null {
  const quoted = /"((?:[^"]|"")*)"/y;
  quoted.lastIndex = start;
  const found = quoted.exec(text);
  if (!found) return null;
  return { value: (found[1] ?? "").replaceAll('""', '"'), end: start + found[0].length };
}

/** Writes CSV with every field in quotes, as Salesforce does. */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  const toLine = (fields: readonly string[]) =>
    `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",")}\n`;
  return toLine(columns) + rows.map((row) => toLine(columns.map((column) => row[column] ?? ""))).join("");
}
