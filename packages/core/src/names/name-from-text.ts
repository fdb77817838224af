import { listCallers } from "./reading/callers.ts";
import { listIntroducedNames } from "./reading/introductions.ts";
import { readOpening } from "./reading/opening.ts";
import { completeName, type PersonName } from "./reading/person-name.ts";
import { listSignatures } from "./reading/signatures.ts";
import { tokenize } from "./reading/tokenize.ts";

/** The first line of the part of a mail that quotes an earlier mail. */
const QUOTED_LINE = /^(?:>|-{4}|_{4}|(?:de|from) ?:)|(?:a écrit|wrote) ?:$/iu;

/**
 * The name by which a text introduces its writer, in French or English: "je m'appelle …", "this is …",
 * "… à l'appareil", or a signature at the end.
 *
 * A wrong name is worse than no name, so a text that can be read in another way gives null. The name is made of words
 * of the text, with their capitals corrected. The time is linear in the length of the text.
 */
export function nameFromText(text: string): PersonName | null {
  const tokens = tokenize(withoutQuotedMail(text));
  const opening = readOpening(tokens);
  const [name, ...others] = [
    ...listIntroducedNames(tokens, opening),
    ...listCallers(tokens, opening),
    ...listSignatures(tokens, opening),
  ];
  return name === undefined ? null : completeName(name, others);
}

function withoutQuotedMail(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => QUOTED_LINE.test(line.trim()));
  return end < 0 ? text : lines.slice(0, end).join("\n");
}
