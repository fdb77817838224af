import { wordSet } from "../lists/word-set.ts";
import { fold } from "./tokenize.ts";

/** Small words inside family names that are written in lower case: "de la Tour", "van der Berg". */
export const LOWER_CASE_PARTICLES: ReadonlySet<string> = wordSet(
  "de du des d da das do dos di del della van von der den ter ten te y",
);

/** A word of a name with the usual capitals. Capitals that the writer chose, as in "McDonald" or "De", stay. */
export function tidyCase(word: string): string {
  return word
    .split("-")
    .map((part) => tidyPart(part))
    .join("-");
}

function tidyPart(part: string): string {
  const lower = part.toLowerCase().replaceAll("i\u0307", "i");
  if (part !== lower && part !== part.toUpperCase() && !/^\p{Ll}+\p{Lu}/u.test(part)) return part;
  if (LOWER_CASE_PARTICLES.has(fold(lower))) return lower;
  const pieces = lower.split(/(['’ʼ])/u);
  const isElision = pieces.length > 1 && pieces[0] === "d";
  return pieces.map((piece, index) => (index === 0 && isElision ? piece : capitalise(piece))).join("");
}

function capitalise(piece: string): string {
  return /^mc\p{L}{3}/u.test(piece) ? `Mc${capitaliseFirst(piece.slice(2))}` : capitaliseFirst(piece);
}

/** Makes the first letter a capital. A letter whose capital has another lower case ("ŉ", "ſ") stays. */
function capitaliseFirst(piece: string): string {
  const first = piece.charAt(0);
  const upper = first.toUpperCase();
  return upper.toLowerCase() === first ? upper + piece.slice(1) : piece;
}
