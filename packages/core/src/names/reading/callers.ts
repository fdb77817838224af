import { wordSet } from "../lists/word-set.ts";
import { isFirstName } from "./given-names.ts";
import { isSentenceWord } from "./name-words.ts";
import { GREETINGS, type Opening } from "./opening.ts";
import type { PersonName } from "./person-name.ts";
import { PARTICLES, readName, skipTitle } from "./read-name.ts";
import type { Token } from "./tokenize.ts";

const MAX_NAME_TOKENS = 6;
const LEADS = wordSet("c'est cest ici");
const APPARATUS = wordSet("l'appareil lappareil");
const AFTER_HERE = wordSet("from de");

/** The names that stand before "à l'appareil", "speaking" or "here", as in "Ann O'Neil speaking". */
export function listCallers(tokens: readonly Token[], opening: Opening): PersonName[] {
  return tokens.flatMap((token, index) => {
    const previous = tokens[index - 1];
    if (token.kind !== "word" || token.quoted || previous === undefined) return [];
    const isApparatus = APPARATUS.has(token.folded) && previous.folded === "a";
    const isHere = token.folded === "here" && isHereAlone(tokens[index + 1]);
    if (!isApparatus && !isHere && token.folded !== "speaking") return [];
    if (tokens[index + 1]?.kind === "question") return [];
    return readCaller(tokens, isApparatus ? index - 1 : index, isHere ? opening : null) ?? [];
  });
}

function isHereAlone(next: Token | undefined): boolean {
  return next?.kind !== "word" || AFTER_HERE.has(next.folded);
}

/**
 * The name that ends before the token at `end`.
 *
 * @param opening the part of the text in which the name must begin, or null for anywhere
 */
function readCaller(tokens: readonly Token[], end: number, opening: Opening | null): PersonName | null {
  const start = findNameStart(tokens, end);
  const lead = tokens[start - 1];
  const first = tokens[start];
  if (first === undefined || first.quoted) return null;
  if (opening && (start > opening.end || lead?.kind === "word")) return null;
  if (lead?.kind === "word" && !GREETINGS.has(lead.folded) && !LEADS.has(lead.folded)) return null;
  const reading = readName(tokens, start, "strong");
  if (reading?.end !== end) return null;
  const isKnown = reading.hasLastName || isFirstName(first);
  return isKnown ? reading.name : null;
}

function findNameStart(tokens: readonly Token[], end: number): number {
  let start = end;
  while (end - start < MAX_NAME_TOKENS) {
    const previous = tokens[start - 1];
    if (previous?.text === "." && skipTitle(tokens, start - 2) === start) return start - 2;
    if (previous?.kind !== "word") return start;
    if (skipTitle(tokens, start - 1) === start) return start - 1;
    if (isSentenceWord(previous) && !PARTICLES.has(previous.folded)) return start;
    start--;
  }
  return start;
}
