import { BUSINESS_WORDS, COMMON_WORDS, SENTENCE_WORDS, SURNAME_WORDS } from "../lists/not-names.ts";
import { wordSet } from "../lists/word-set.ts";
import type { Token } from "./tokenize.ts";

/** A word without a vowel is an abbreviation. The family name "Ng" is the exception. */
const HAS_VOWEL = /[aeiouy]|^ng$/;
const MIN_PLAIN_LENGTH = 3;
/** Endings of French and English words. A name in lower case rarely has one of them. */
const WORD_ENDINGS =
  /(?:ments?|tions?|sions?|ables?|ibles?|iques?|euses?|eurs|ees|ants?|ings?|ed|ly|ness|ful|less|ive|ous|ics?)$/;
/** Words that open a new clause. A family name in lower case ends before such a word or at the end of the sentence. */
const CLAUSE_STARTERS = wordSet(
  "je j jai jaimerais et de du mais on nous a pour au suite concernant bonjour merci svp mon ma mes c'est cest est-ce pouvez pourriez avez avec i i'm i'd i've im id ive and but from here speaking calling about my can could is please for we thanks",
);

/** Whether a name in lower case can end before this token. */
export function isClauseEnd(next: Token | undefined): boolean {
  if (next?.kind !== "word") return true;
  return CLAUSE_STARTERS.has(next.folded) || /^[jm]'/.test(next.folded);
}

/** Whether a word belongs to a sentence and to no name. */
export function isSentenceWord({ folded }: Token): boolean {
  return SENTENCE_WORDS.has(folded) || /'(?:s|ll|re|ve|t)$|^(?:j|c|s|t|qu|l)'/.test(folded);
}

/** Whether a word belongs to the name of a firm. */
export function isBusinessWord({ folded }: Token): boolean {
  return BUSINESS_WORDS.has(folded) || folded.split("-").some((part) => BUSINESS_WORDS.has(part));
}

/** Whether a word after a first name, a title or a particle can be the main word of a family name. */
export function canBeSurname(word: Token, next: Token | undefined): boolean {
  if (!isNameShaped(word) || isSentenceWord(word) || isBusinessWord(word)) return false;
  const stem = stemOf(word);
  if (SENTENCE_WORDS.has(stem)) return false;
  if (word.letterCase !== "plain") return !COMMON_WORDS.has(stem) || SURNAME_WORDS.has(stem);
  return canBePlain(word) && isClauseEnd(next);
}

/** Whether a word can be a first name although it is in no list. Without `inAnyCase` it needs a capital. */
export function canBeUnlistedFirstName(word: Token, next: Token | undefined, inAnyCase: boolean): boolean {
  if (!isNameShaped(word) || isSentenceWord(word) || isBusinessWord(word)) return false;
  if (COMMON_WORDS.has(stemOf(word)) || WORD_ENDINGS.test(word.folded)) return false;
  return word.letterCase !== "plain" || (inAnyCase && canBePlain(word) && isClauseEnd(next));
}

function canBePlain(word: Token): boolean {
  return (
    word.text.length >= MIN_PLAIN_LENGTH && !COMMON_WORDS.has(stemOf(word)) && !WORD_ENDINGS.test(word.folded)
  );
}

/**
 * Whether a word has the shape of a name: two letters or more, and an apostrophe only as in O'Neil, d'Artagnan or
 * N'Diaye.
 */
function isNameShaped({ kind, text, folded, letterCase }: Token): boolean {
  if (kind !== "word" || text.length < 2 || !HAS_VOWEL.test(folded)) return false;
  if (!folded.includes("'")) return true;
  return /^o'[a-z-]{2,}$/.test(folded) || (letterCase !== "plain" && /^[dnm]'[a-z-]{2,}$/.test(folded));
}

function stemOf({ folded }: Token): string {
  return folded.replace(/^[dnm]'/, "");
}
