import { wordSet } from "../lists/word-set.ts";
import type { Opening } from "./opening.ts";
import type { PersonName } from "./person-name.ts";
import { readName } from "./read-name.ts";
import { fold, type Token } from "./tokenize.ts";

/** Closings after which the writer's own name follows, and never the name of the person addressed. */
const FORMAL_CLOSINGS = wordSet(
  "cordialement cdt cdlt cordially regards sincerely faithfully salutations amicalement respectueusement sincerement",
);
/** English thanks. "Thanks, Tom" as the whole text thanks Tom, while Tom is the writer where it ends a message. */
const ENGLISH_THANKS = wordSet("thanks thank cheers");
/** The first words of closings. Each has the words that may come second, or null where the first word is enough. */
const CLOSINGS: ReadonlyMap<string, ReadonlySet<string> | null> = new Map([
  ...[...FORMAL_CLOSINGS].map((closing) => [closing, null] as const),
  ["a", wordSet("bientot tres")],
  ["all", wordSet("the")],
  ["au", wordSet("plaisir")],
  ["best", wordSet("regards wishes")],
  ["bien", wordSet("cordialement a amicalement sincerement")],
  ["bises", wordSet("et")],
  ["bisous", wordSet("et")],
  ["bon", wordSet("week-end weekend apres-midi we courage")],
  ["bonne", wordSet("journee soiree continuation reception fin nuit apres-midi")],
  ["cheers", wordSet("and for")],
  ["dans", wordSet("l'attente")],
  ["en", wordSet("vous")],
  ["have", wordSet("a")],
  ["kind", wordSet("regards")],
  ["kindest", wordSet("regards")],
  ["many", wordSet("thanks")],
  ["merci", wordSet("d'avance davance beaucoup pour et bien par encore a infiniment mille")],
  ["mille", wordSet("mercis merci")],
  ["sinceres", wordSet("salutations")],
  ["sincere", wordSet("regards")],
  ["take", wordSet("care")],
  ["thank", wordSet("you")],
  ["thanks", wordSet("for in so very again and a")],
  ["tres", wordSet("cordialement")],
  ["warm", wordSet("regards")],
  ["with", wordSet("best kind thanks")],
  ["yours", wordSet("sincerely faithfully truly")],
]);
const SINGLE_CLOSINGS = wordSet("best merci thanks cheers bises bisous");
const MAX_CLOSING_WORDS = 10;
/** A closing on the same line as the name is shorter. */
const MAX_CLOSING_WORDS_BEFORE_COMMA = 5;
/** The tokens that may stand between a closing and the name. */
const SEPARATORS: ReadonlySet<Token["kind"]> = new Set([
  "newline",
  "comma",
  "exclamation",
  "stop",
  "dash",
  "mark",
]);
const MAX_SEPARATORS = 6;

/** The names that stand at the end of a line after a closing such as "Cordialement," or "Merci,", or after a dash. */
export function listSignatures(tokens: readonly Token[], opening: Opening): PersonName[] {
  const dashLines = tokens.filter((_, index) => isLineDash(tokens, index)).length;
  return tokens.flatMap((token, start) => {
    if (token.kind !== "word" || token.quoted || start === 0) return [];
    if (!isAfterClosing(tokens, start) && !(dashLines <= 1 && isAfterDash(tokens, start))) return [];
    const reading = readName(tokens, start, "weak");
    if (!reading || !endsLine(tokens, reading.end)) return [];
    const { firstName } = reading.name;
    return firstName !== null && opening.addressees.has(fold(firstName)) ? [] : [reading.name];
  });
}

function isAfterClosing(tokens: readonly Token[], start: number): boolean {
  const previous = tokens[start - 1];
  if (previous?.kind === "word") return FORMAL_CLOSINGS.has(previous.folded);
  let end = start;
  let isNewLine = false;
  while (start - end < MAX_SEPARATORS) {
    const separator = tokens[end - 1];
    if (separator === undefined || !SEPARATORS.has(separator.kind)) break;
    isNewLine ||= separator.kind === "newline";
    end--;
  }
  if (!isNewLine && (previous?.text !== "," || end !== start - 1)) return false;
  return isClosing(tokens, end, isNewLine);
}

function isClosing(tokens: readonly Token[], end: number, isOwnLine: boolean): boolean {
  const longest = isOwnLine ? MAX_CLOSING_WORDS : MAX_CLOSING_WORDS_BEFORE_COMMA;
  let start = end;
  while (tokens[start - 1]?.kind === "word" && end - start <= longest) start--;
  const [first, second, last] = [tokens[start], tokens[start + 1], tokens[end - 1]];
  if (first === undefined || last === undefined || start === end) return false;
  if (FORMAL_CLOSINGS.has(last.folded)) return true;
  if (end - start > longest) return false;
  if (!isOwnLine && ENGLISH_THANKS.has(first.folded) && start === 0) return false;
  const seconds = CLOSINGS.get(first.folded);
  if (seconds === undefined) return false;
  if (end - start === 1) return seconds === null || SINGLE_CLOSINGS.has(first.folded);
  return seconds !== null && second !== undefined && seconds.has(second.folded);
}

function isLineDash(tokens: readonly Token[], index: number): boolean {
  return tokens[index]?.kind === "dash" && tokens[index - 1]?.kind === "newline";
}

function isAfterDash(tokens: readonly Token[], start: number): boolean {
  const [before, dash] = [tokens[start - 2], tokens[start - 1]];
  if (dash?.kind !== "dash" || before === undefined) return false;
  if (isLineDash(tokens, start - 1)) return true;
  if (dash.text === "-") return false;
  return before.kind === "stop" || before.kind === "exclamation" || SINGLE_CLOSINGS.has(before.folded);
}

function endsLine(tokens: readonly Token[], end: number): boolean {
  let after = end;
  while (after - end < MAX_SEPARATORS && (tokens[after]?.kind === "stop" || tokens[after]?.kind === "mark"))
    after++;
  return tokens[after] === undefined || tokens[after]?.kind === "newline";
}
