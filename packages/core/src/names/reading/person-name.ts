import { tidyCase } from "./tidy-case.ts";
import { fold, type Token } from "./tokenize.ts";

/** A person's name. At least one part is set. A part is never empty and has at most 80 characters. */
export interface PersonName {
  firstName: string | null;
  lastName: string | null;
}

/** The name of a customer whose name is unknown. */
export const PLACEHOLDER_NAME: PersonName = { firstName: "Client", lastName: "Inconnu" };

const MAX_LENGTH = 80;

/**
 * The name that these words make up, with its capitals corrected. Null where there are no words, or where a part is
 * too long.
 */
export function toPersonName(first: readonly Token[], last: readonly Token[]): PersonName | null {
  const firstName = joinWords(first);
  const lastName = joinWords(last);
  if (firstName === "" && lastName === "") return null;
  if (firstName.length > MAX_LENGTH || lastName.length > MAX_LENGTH) return null;
  return { firstName: firstName || null, lastName: lastName || null };
}

/** The first of `others` that agrees with `name` and has a part more, or else `name`. */
export function completeName(name: PersonName, others: readonly PersonName[]): PersonName {
  if (name.firstName !== null && name.lastName !== null) return name;
  return (
    others.find(
      (other) => completes(name.firstName, other.firstName) && completes(name.lastName, other.lastName),
    ) ?? name
  );
}

function completes(part: string | null, other: string | null): boolean {
  return other !== null && (part === null || fold(part) === fold(other));
}

function joinWords(words: readonly Token[]): string {
  return words
    .map(({ text }) => tidyCase(text))
    .join(" ")
    .replace(/^de La\b/u, "de la");
}
