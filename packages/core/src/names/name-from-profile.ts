import type { PersonName } from "./reading/person-name.ts";
import { readName } from "./reading/read-name.ts";
import { type Token, tokenize } from "./reading/tokenize.ts";

/**
 * The person's name that a provider's profile name is, without its decorations; null for a
 * firm, a nickname, a number or anything else that may be no name. A first name that is not
 * a common one is no evidence.
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

/** "Sophie M": the initial of a family name is none. */
function withoutInitial(words: readonly Token[]): readonly Token[] {
  return words.at(-1)?.text.length === 1 ? words.slice(0, -1) : words;
}
