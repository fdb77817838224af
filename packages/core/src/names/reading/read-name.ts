import { DOUBTFUL_NAMES, WORD_NAMES } from "../lists/first-names.ts";
import { wordSet } from "../lists/word-set.ts";
import { countFirstNameWords } from "./given-names.ts";
import { canBeSurname, canBeUnlistedFirstName } from "./name-words.ts";
import { type PersonName, toPersonName } from "./person-name.ts";
import { LOWER_CASE_PARTICLES } from "./tidy-case.ts";
import type { Token } from "./tokenize.ts";

/**
 * How surely a name follows: `certain` after "je m'appelle", `strong` after another phrase that announces a name,
 * `weak` where anything may follow, as after "je suis".
 */
export type Trust = "certain" | "strong" | "weak";

/** A name and the index of the first token after it. */
export interface NameReading {
  name: PersonName;
  end: number;
  hasLastName: boolean;
}

interface Surname {
  words: Token[];
  end: number;
}

/** Every small word that may stand before the main word of a family name. */
export const PARTICLES: ReadonlySet<string> = new Set([
  ...LOWER_CASE_PARTICLES,
  ...wordSet("le la les el al ben bin ibn ait ould abou abu bou bel mac mc st saint sainte san santa della"),
]);

const TITLES = wordSet("m mr mme mlle monsieur madame mademoiselle mrs ms miss dr docteur doctor");
/** A longer row of such words is a sentence or a list. */
const MAX_PARTICLES = 3;
const MAX_CAPITAL_WORDS = 5;

/** The name that begins at `start`, or null. Reads at most a dozen tokens. */
export function readName(tokens: readonly Token[], start: number, trust: Trust): NameReading | null {
  const afterTitle = skipTitle(tokens, start);
  if (afterTitle !== start) return readTitledName(tokens, afterTitle);
  return readSurnameFirst(tokens, start) ?? readFirstNameFirst(tokens, start, trust);
}

/** The index after "M.", "Mme" or "Dr", or `start` where there is none. */
export function skipTitle(tokens: readonly Token[], start: number): number {
  const title = tokens[start];
  if (title?.kind !== "word" || !TITLES.has(title.folded)) return start;
  return tokens[start + 1]?.text === "." ? start + 2 : start + 1;
}

/** A name after a title, such as "Mme Sophie Martin" or "M. Dupont". A single word after a title is a family name. */
function readTitledName(tokens: readonly Token[], start: number): NameReading | null {
  const whole = readFirstNameFirst(tokens, start, "weak");
  if (whole?.hasLastName) return whole;
  const surname = readSurname(tokens, start, true);
  return surname && reading([], surname.words, surname.end);
}

/** A name such as "DUPONT Marie": a family name in capitals, then a first name that is not in capitals. */
function readSurnameFirst(tokens: readonly Token[], start: number): NameReading | null {
  let end = start;
  while (end - start < MAX_CAPITAL_WORDS && tokens[end]?.letterCase === "upper") end++;
  const surname = tokens.slice(start, end);
  if (surname.length === 0 || !surname.every(isCapitalSurname)) return null;
  const count = countFirstNameWords(tokens, end);
  if (count === 0 || tokens[end]?.letterCase !== "capitalised") return null;
  return reading(tokens.slice(end, end + count), surname, end + count);
}

function isCapitalSurname(word: Token): boolean {
  return PARTICLES.has(word.folded) || canBeSurname(word, undefined);
}

function readFirstNameFirst(tokens: readonly Token[], start: number, trust: Trust): NameReading | null {
  const first = tokens[start];
  if (first?.kind !== "word") return null;
  const count = countFirstNameWords(tokens, start) || (isUnlisted(tokens, start, trust) ? 1 : 0);
  if (count === 0) return null;
  const end = start + count;
  const surname = readSurname(tokens, end, trust === "certain");
  if (!surname && !isBelievedAlone(first, trust)) return null;
  if (surname && first.letterCase === "plain" && !isBelievedAlone(first, trust)) return null;
  if (surname) return reading(tokens.slice(start, end), surname.words, surname.end);
  return reading(tokens.slice(start, end), [], end);
}

function isUnlisted(tokens: readonly Token[], start: number, trust: Trust): boolean {
  const word = tokens[start];
  if (trust === "weak" || word === undefined) return false;
  return canBeUnlistedFirstName(word, tokens[start + 1], trust === "certain");
}

function isBelievedAlone({ folded, letterCase }: Token, trust: Trust): boolean {
  if (trust === "certain") return true;
  if (DOUBTFUL_NAMES.has(folded)) return trust === "strong" && letterCase !== "plain";
  return trust === "strong" || letterCase !== "plain" || !WORD_NAMES.has(folded);
}

/**
 * A family name such as "Martin", "de la Tour" or "Garcia Lopez". The word after "de" is a place as often as a name,
 * so `mayFollowDe` says whether to take it for a name.
 */
function readSurname(tokens: readonly Token[], start: number, mayFollowDe: boolean): Surname | null {
  let end = start;
  while (end - start < MAX_PARTICLES && isParticle(tokens, end)) end++;
  const particles = tokens.slice(start, end);
  if (!areSurnameParticles(particles, mayFollowDe)) return null;
  const main = tokens[end];
  if (main === undefined || !canBeSurname(main, tokens[end + 1])) return null;
  const second = tokens[end + 1];
  const hasSecond =
    main.letterCase !== "plain" &&
    second !== undefined &&
    second.letterCase === main.letterCase &&
    canBeSurname(second, tokens[end + 2]);
  end += hasSecond ? 2 : 1;
  return { words: tokens.slice(start, end), end };
}

function isParticle(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  return tokens[index]?.kind === "word" && PARTICLES.has(tokens[index].folded) && next?.kind === "word";
}

function areSurnameParticles(particles: readonly Token[], mayFollowDe: boolean): boolean {
  const [first, second] = particles;
  if (first === undefined) return true;
  if (/^l[ea]s?$/.test(first.folded)) return first.letterCase !== "plain";
  if (/^d(?:e|u|es)$/.test(first.folded)) return mayFollowDe || second?.folded === "la";
  return true;
}

function reading(first: readonly Token[], last: readonly Token[], end: number): NameReading | null {
  const name = toPersonName(first, last);
  return name && { name, end, hasLastName: last.length > 0 };
}
