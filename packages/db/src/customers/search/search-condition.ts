import { InvalidPayloadError } from "@coccinelle/core";
import type { SqlParameters } from "../../sql/prepare-statement.ts";
import { FOLDED_NAME, foldText } from "./fold-text.ts";

/** D1 limits the size of a statement, and people do not type more words than this. */
const MAX_TERMS = 10;
/** A shorter row of digits is a part of nearly every phone number. */
const MIN_PHONE_DIGITS = 3;
/** A word of a phone number, as people group its digits. */
const PHONE_WORD = /^[+(]?\d[\d().+/-]*$/;

/** `c.phone` without the characters that people write between digits. Some numbers are stored as they were written. */
const COMPACT_PHONE = [" ", ".", "-", "/", "(0)", "(", ")", "\u00a0", "\u202f"].reduce(
  (phone, character) => `replace(${phone}, '${character}', '')`,
  "c.phone",
);

/**
 * The conditions under which a search finds a row of `prospects c`: the row matches every term, in any order.
 *
 * @param tenant the parameter that holds the tenant's id
 * @throws InvalidPayloadError for more than ten terms
 */
export function searchConditions(query: string, tenant: string, parameters: SqlParameters): string[] {
  const terms = readTerms(query);
  if (terms.length > MAX_TERMS) throw new InvalidPayloadError(`query: at most ${MAX_TERMS} words`);
  if (terms.length === 0) return [];
  const matches = terms.map(
    (term) =>
      `(${[...textMatches(term, parameters), ...phoneMatches(term, tenant, parameters)].join(" OR ")})`,
  );
  return [`EXISTS (SELECT 1 FROM ${FOLDED_NAME} folded WHERE ${matches.join(" AND ")})`];
}

/** Splits a query into words. Words that can be the digit groups of one phone number stay together as one term. */
function readTerms(query: string): string[] {
  const terms: string[] = [];
  let previous = "";
  for (const word of query.split(/\s+/).filter((part) => part !== "")) {
    if (PHONE_WORD.test(previous) && PHONE_WORD.test(word)) terms.push(`${terms.pop()} ${word}`);
    else terms.push(word);
    previous = word;
  }
  return terms;
}

function textMatches(term: string, parameters: SqlParameters): string[] {
  const folded = parameters.bind(foldText(term));
  const lower = parameters.bind(term.toLowerCase());
  return [
    `instr(folded.name, ${folded}) > 0`,
    `instr(lower(c.email), ${lower}) > 0`,
    `lower(c.segment) IN (${folded}, ${lower})`,
    `EXISTS (SELECT 1 FROM customer_tags t WHERE t.prospect_id = c.id AND lower(t.tag) IN (${folded}, ${lower}))`,
  ];
}

/**
 * Conditions that look for the digits in the customer's phone as it is stored, and in the customer's phone
 * identities.
 */
function phoneMatches(term: string, tenant: string, parameters: SqlParameters): string[] {
  if (!PHONE_WORD.test(term.replaceAll(" ", ""))) return [];
  const compact = term
    .replaceAll("(0)", "")
    .replace(/[^\d+]/g, "")
    .replace(/^00/, "+");
  if (compact.replace("+", "").length < MIN_PHONE_DIGITS) return [];
  const digits = parameters.bind(compact);
  const isNational = compact.startsWith("0");
  const national = isNational ? parameters.bind(compact.slice(1)) : null;
  const matches = (phone: string) =>
    national === null
      ? `instr(${phone}, ${digits}) > 0`
      : // After the plus and a country code of one to three digits, the national number begins at the third to fifth character.
        `(instr(${phone}, ${digits}) > 0 OR instr(substr(${phone}, 3, length(${national}) + 2), ${national}) > 0)`;
  return [
    matches(COMPACT_PHONE),
    `c.id IN (SELECT i.prospect_id FROM customer_identities i
      WHERE i.tenant_id = ${tenant} AND i.kind = 'phone' AND ${matches("i.value")})`,
  ];
}
