import type { PersonName } from "./reading/person-name.ts";
import { readName } from "./reading/read-name.ts";
import { type Token, tokenize } from "./reading/tokenize.ts";

/**
 * The person's name in a profile name of a provider, without emoji and other decorations. Null for a firm, a nickname,
 * a number or anything else that may not be a name. A first name that is not in the list of first names is not taken
 * for one.
 */
export function nameFromProfile(profileName: string): PersonName | null {
  const tokens = tokenize(profileName);
  const start = tokens.findIndex(isName);
  const end = tokens.findLastIndex(isName) + 1;
  if (start < 0) return null;
  const words = withoutInitial(tokens.slice(start, end));
  const reading = readName(words, 0, "weak");
  if (reading?.end !== words.length) return null;
  return reading.name;
}

function isName({ kind }: Token): boolean {
  return kind === "word" || kind === "other";
}

/**
 * Drops the last word where it is one letter: the M in "Sophie M" is the initial of a family name, and no family
 * name.
 */
function withoutInitial(words: readonly Token[]): readonly Token[] {
  return words.at(-1)?.text.length === 1 ? words.slice(0, -1) : words;
}
