import { SalesforceError } from "../api/salesforce-error.ts";

export interface Token {
  kind: "word" | "string" | "number" | "datetime" | "date" | "symbol" | "end";
  /** A string's text without its quotes and escapes; otherwise as it stands. */
  text: string;
  /** Of a string: its text as LIKE reads it, with a backslash before what is no wildcard. */
  pattern: string;
  at: number;
}

const PATTERNS: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["datetime", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/iy],
  ["date", /\d{4}-\d{2}-\d{2}/y],
  ["number", /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["word", /[A-Za-z_][A-Za-z0-9_.]*/y],
  ["symbol", /<=|>=|<>|!=|[=<>(),]/y],
];

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  '"': '"',
  "'": "'",
  "\\": "\\",
  _: "_",
  "%": "%",
};

/** @throws SalesforceError 400 MALFORMED_QUERY */
export function readTokens(soql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < soql.length) {
    if (soql[at] === "'") {
      const { text, pattern, end } = readString(soql, at);
      tokens.push({ kind: "string", text, pattern, at });
      at = end;
      continue;
    }
    const [kind, text] = readPattern(soql, at);
    if (kind !== "space") tokens.push({ kind, text, pattern: "", at });
    at += text.length;
  }
  return [...tokens, { kind: "end", text: "<EOF>", pattern: "", at }];
}

function readPattern(soql: string, at: number): [Token["kind"] | "space", string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(soql)?.[0];
    if (text) return [kind, text];
  }
  throw malformedError(soql, at, `unexpected char: '${soql[at]}'`);
}

function readString(soql: string, start: number): { text: string; pattern: string; end: number } {
  let text = "";
  let pattern = "";
  let at = start + 1;
  while (at < soql.length) {
    const char = soql[at] ?? "";
    if (char === "'") return { text, pattern, end: at + 1 };
    if (char === "\n" || char === "\r") break;
    if (char !== "\\") {
      text += char;
      pattern += char;
      at += 1;
      continue;
    }
    const { value, end } = readEscape(soql, at + 1);
    text += value;
    pattern += /[\\_%]/.test(value) ? `\\${value}` : value;
    at = end;
  }
  throw malformedError(soql, start, "line breaks not allowed in string literals, or it does not end");
}

function readEscape(soql: string, at: number): { value: string; end: number } {
  const code = /^[uU]([0-9a-fA-F]{4})/.exec(soql.slice(at, at + 5))?.[1];
  if (code !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(code, 16)), end: at + 1 + code.length };
  }
  const value = ESCAPES[(soql[at] ?? "").toLowerCase()];
  if (value !== undefined) return { value, end: at + 1 };
  throw malformedError(soql, at, `Invalid string literal: illegal character sequence '\\${soql[at] ?? ""}'`);
}

/** 400 MALFORMED_QUERY, which shows the place in the query, as Salesforce does. */
export function malformedError(soql: string, at: number, message: string): SalesforceError {
  return new SalesforceError(400, "MALFORMED_QUERY", `${showPlace(soql, at)}\n${message}`);
}

/** A piece of the query with a mark under the place that is wrong. */
export function showPlace(soql: string, at: number): string {
  const before = soql.slice(Math.max(at - 40, 0), at);
  const piece = before + soql.slice(at, at + 40);
  return `\n${piece}\n${" ".repeat(before.length)}^\nERROR at Row:1:Column:${at + 1}`;
}
