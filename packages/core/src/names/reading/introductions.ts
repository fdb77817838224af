import { WORD_NAMES } from "../lists/first-names.ts";
import { wordSet } from "../lists/word-set.ts";
import { isFirstName } from "./given-names.ts";
import { GREETINGS, type Opening } from "./opening.ts";
import type { PersonName } from "./person-name.ts";
import { type NameReading, readName, type Trust } from "./read-name.ts";
import type { Token } from "./tokenize.ts";

interface Introduction {
  words: readonly string[];
  trust: Trust;
  /**
   * Where the phrase may stand. `opening`: with nothing but greetings before it. `clause`: at the start of a clause.
   */
  where: "anywhere" | "clause" | "opening";
  /**
   * How to take a single word that is no known first name: as a last name, or as no name. By default it is a first
   * name.
   */
  unlisted?: "lastName" | "none";
  /** A first name that is an everyday word after this phrase. Without a capital it is not taken for a name. */
  mistakenFor?: string;
}

/**
 * Phrases that announce the writer's name, the surest first. The words are folded, and spelled as the values of
 * `SPELLINGS`.
 */
const INTRODUCTIONS: readonly Introduction[] = [
  { words: ["je", "m'appelle"], trust: "certain", where: "anywhere" },
  { words: ["je", "m", "appelle"], trust: "certain", where: "anywhere" },
  { words: ["jm'appelle"], trust: "certain", where: "anywhere" },
  { words: ["mon", "prenom", "est"], trust: "strong", where: "anywhere" },
  { words: ["mon", "prenom", "c'est"], trust: "strong", where: "anywhere" },
  { words: ["mon", "nom", "est"], trust: "strong", where: "anywhere", unlisted: "lastName" },
  { words: ["mon", "nom", "c'est"], trust: "strong", where: "anywhere", unlisted: "lastName" },
  { words: ["my", "name", "is"], trust: "strong", where: "anywhere" },
  { words: ["my", "name's"], trust: "strong", where: "anywhere" },
  { words: ["the", "name's"], trust: "strong", where: "clause" },
  { words: ["moi", "c'est"], trust: "strong", where: "clause", unlisted: "none" },
  { words: ["moi", ",", "c'est"], trust: "strong", where: "clause", unlisted: "none" },
  { words: ["moi", "c", "est"], trust: "strong", where: "clause", unlisted: "none" },
  { words: ["je", "me", "presente"], trust: "strong", where: "anywhere" },
  { words: ["je", "me", "presente", ","], trust: "strong", where: "anywhere" },
  { words: ["je", "suis"], trust: "weak", where: "clause", mistakenFor: "marie" },
  { words: ["i'm"], trust: "weak", where: "clause" },
  { words: ["i", "am"], trust: "weak", where: "clause" },
  { words: ["c'est"], trust: "weak", where: "opening" },
  { words: ["ici"], trust: "weak", where: "opening" },
  { words: ["this", "is"], trust: "weak", where: "opening" },
  { words: ["it's"], trust: "weak", where: "opening" },
  { words: ["it", "is"], trust: "weak", where: "opening" },
];

/** Frequent misspellings of the words of `INTRODUCTIONS`, each with the right spelling. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["mappelle", "m'appelle"],
  ["mapelle", "m'appelle"],
  ["mappel", "m'appelle"],
  ["m'appel", "m'appelle"],
  ["m'apelle", "m'appelle"],
  ["m'appele", "m'appelle"],
  ["jmappelle", "jm'appelle"],
  ["cest", "c'est"],
  ["ces", "c'est"],
  ["im", "i'm"],
  ["its", "it's"],
  ["names", "name's"],
]);

/** Words before a phrase that make it speak of somebody else, or of a supposition. */
const HEARSAY = wordSet("dit dis disait dire said says say told like comme si if");
const HEARSAY_WORDS = 3;
const CLAUSE_LEADS = wordSet("et and moi mais but donc alors so well non bah ben car");
/** Words that begin a relative clause: "Sophie qui m'a répondu" is about Sophie and not by her. */
const RELATIVES = wordSet("qui que who whom whose that which ou or");
/** Verbs after a name that make the sentence a statement about somebody else: "Sophie Martin est absente". */
const VERBS = wordSet(
  "est is was a has etait sera sont are will doit peut ne n'est m'a vous t'a does doesn't isn't can could",
);
/** The words that may follow a first name without a last name after a weak phrase. */
const CONTINUATIONS = wordSet(
  "je j j'ai i de du from speaking calling here pour for a au on concernant about again encore votre ton your",
);
const JOINERS = wordSet("et and");
const SELVES = wordSet("je j i mon ma mes on nous we my");
/** Between a phrase and the name may stand an emoji with its modifiers and a colon. */
const MAX_DECORATIONS = 4;
/** A question mark further away belongs to another sentence. */
const MAX_SENTENCE_TOKENS = 12;

/** The names by which the text introduces its writer, the surest first. */
export function listIntroducedNames(tokens: readonly Token[], opening: Opening): PersonName[] {
  const words = tokens.map(({ kind, folded, text }) =>
    kind === "word" ? (SPELLINGS.get(folded) ?? folded) : text,
  );
  const names: PersonName[] = [];
  for (const introduction of INTRODUCTIONS) {
    for (
      let start = words.indexOf(introduction.words[0] ?? "");
      start >= 0;
      start = words.indexOf(introduction.words[0] ?? "", start + 1)
    ) {
      if (!introduction.words.every((word, offset) => words[start + offset] === word)) continue;
      const name = readIntroduction(tokens, start, introduction, opening);
      if (name) names.push(name);
    }
  }
  return names;
}

function readIntroduction(
  tokens: readonly Token[],
  start: number,
  { words, trust, where, unlisted, mistakenFor }: Introduction,
  opening: Opening,
): PersonName | null {
  if (!isPlaced(tokens, start, where, opening)) return null;
  const nameStart = skipDecoration(tokens, start + words.length);
  const first = tokens[nameStart];
  if (first === undefined || tokens[start]?.quoted || first.quoted) return null;
  if (trust === "weak" && first.letterCase === "plain" && start > opening.end) return null;
  if (first.folded === mistakenFor && (first.letterCase === "plain" || first.text.endsWith("é"))) return null;
  const reading = readName(tokens, nameStart, trust);
  if (!reading || !isFollowedWell(tokens, reading, trust)) return null;
  if (unlisted === undefined || reading.hasLastName || isFirstName(first)) return reading.name;
  return unlisted === "none" ? null : { firstName: null, lastName: reading.name.firstName };
}

function isPlaced(
  tokens: readonly Token[],
  start: number,
  where: Introduction["where"],
  opening: Opening,
): boolean {
  if (where === "opening") return start <= opening.end;
  const previous = tokens[start - 1];
  if (previous?.kind !== "word") return true;
  if (where === "anywhere") return !isHearsay(tokens, start);
  return start <= opening.end || CLAUSE_LEADS.has(previous.folded) || GREETINGS.has(previous.folded);
}

/** Whether a phrase reports what somebody says, as in "il m'a dit que je m'appelle …". */
function isHearsay(tokens: readonly Token[], start: number): boolean {
  for (let index = start - 1; index >= start - HEARSAY_WORDS; index--) {
    const word = tokens[index];
    if (word?.kind !== "word") return false;
    if (HEARSAY.has(word.folded)) return true;
  }
  return false;
}

function skipDecoration(tokens: readonly Token[], start: number): number {
  let end = start;
  while (end - start < MAX_DECORATIONS && (tokens[end]?.kind === "mark" || tokens[end]?.kind === "colon"))
    end++;
  return end;
}

function isFollowedWell(
  tokens: readonly Token[],
  { end, hasLastName, name }: NameReading,
  trust: Trust,
): boolean {
  const next = tokens[end];
  if (next === undefined) return true;
  if (next.kind === "question" || next.text === "&" || next.text === "/" || next.text === "+") return false;
  if (next.kind !== "word") return true;
  if (RELATIVES.has(next.folded) || next.folded.startsWith("qu'")) return false;
  if (trust !== "weak") return true;
  if (hasLastName && name.firstName !== null) return !VERBS.has(next.folded);
  if (JOINERS.has(next.folded)) return startsOwnClause(tokens[end + 1]);
  if (startsOwnClause(next)) return true;
  return (
    CONTINUATIONS.has(next.folded) && !WORD_NAMES.has(tokens[end - 1]?.folded ?? "") && !isAsked(tokens, end)
  );
}

function startsOwnClause(token: Token | undefined): boolean {
  return token?.kind === "word" && (SELVES.has(token.folded) || /^[ij]'/.test(token.folded));
}

function isAsked(tokens: readonly Token[], from: number): boolean {
  const end = tokens
    .slice(from, from + MAX_SENTENCE_TOKENS)
    .find(({ kind }) => kind !== "word" && kind !== "other");
  return end?.kind === "question";
}
