import { FIRST_NAMES } from "../lists/first-names.ts";
import { wordSet } from "../lists/word-set.ts";
import type { Token } from "./tokenize.ts";

/** First names that often have a second one, each with the second names that belong to it. Folded. */
const COMPOUNDS: Readonly<Record<string, ReadonlySet<string>>> = {
  anna: wordSet("maria lena rosa paola"),
  ana: wordSet("maria paula rita sofia luisa"),
  anne: wordSet("marie sophie laure claire lise cecile charlotte gaelle catherine christine flore so"),
  jean: wordSet(
    "pierre paul claude michel luc marc francois louis philippe jacques marie yves christophe baptiste sebastien charles noel rene robert daniel denis guy loup david felix gabriel hugues",
  ),
  jose: wordSet("luis maria manuel antonio carlos"),
  juan: wordSet("carlos pablo manuel jose antonio"),
  luis: wordSet("miguel fernando carlos"),
  maria: wordSet("jose luisa joao elena teresa carmen joana fernanda ines"),
  marie: wordSet(
    "claire laure christine pierre ange anne paule helene therese louise france line claude noelle odile rose jo josee jeanne francoise eve lou alice amelie charlotte cecile sophie catherine caroline",
  ),
  mary: wordSet("ann anne jane lou kate beth rose"),
  mohamed: wordSet("amine lamine reda"),
  pierre: wordSet("yves alain marie louis emmanuel antoine"),
};

/**
 * Whether a word is a first name, such as "Sophie" or "Jean-Kevin". Every part of a hyphenated word has to be one, or
 * the second half of a pair in `COMPOUNDS`.
 */
export function isFirstName({ kind, folded }: Token): boolean {
  if (kind !== "word") return false;
  const [head = "", ...others] = folded.split("-");
  if (!FIRST_NAMES.has(head)) return false;
  return others.every((part) => FIRST_NAMES.has(part) || COMPOUNDS[head]?.has(part) === true);
}

/**
 * The number of words from `start` on that make up a first name: 2 for "Marie Claire", 1 for "Sophie Martin", 0 for
 * no first name.
 */
export function countFirstNameWords(words: readonly Token[], start: number): number {
  const [first, second] = [words[start], words[start + 1]];
  if (first === undefined || !isFirstName(first)) return 0;
  return second?.kind === "word" && COMPOUNDS[first.folded]?.has(second.folded) ? 2 : 1;
}
