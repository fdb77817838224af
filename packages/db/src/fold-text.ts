/**
 * The letters that a search takes for plain ones, by what they become: the accented Latin letters of
 * Europe's languages in both cases, as one character, and the marks that other keyboards write after
 * the letter. The most frequent ones come first. The first `INDEXED_LETTERS` are part of an index of
 * the database: a change among them takes a migration.
 */
const PLAIN_FORMS: [plain: string, letters: string][] = [
  ["e", "éÉèÈêÊëË"],
  ["c", "çÇčČćĆ"],
  ["a", "àÀâÂäÄáÁãÃåÅ"],
  ["i", "îÎïÏíÍìÌıİ"],
  ["o", "ôÔöÖóÓòÒõÕøØ"],
  ["u", "ùÙûÛüÜúÚ"],
  ["y", "ÿŸýÝ"],
  ["n", "ñÑ"],
  ["oe", "œŒ"],
  ["ae", "æÆ"],
  ["ss", "ßẞ"],
  ["s", "šŠśŚşŞșȘ"],
  ["z", "žŽżŻźŹ"],
  ["l", "łŁ"],
  ["g", "ğĞ"],
  ["d", "đĐ"],
  ["r", "řŘ"],
  ["t", "țȚţŢ"],
  ["a", "ăĂąĄāĀ"],
  ["e", "ęĘěĚėĖēĒ"],
  ["n", "ńŃňŇņŅ"],
  ["u", "ůŮűŰūŪųŲŭŬ"],
  ["o", "őŐōŌ"],
  ["d", "ďĎðÐ"],
  ["t", "ťŤ"],
  ["th", "þÞ"],
  ["g", "ģĢġĠ"],
  ["c", "ċĊĉĈ"],
  ["h", "ħĦ"],
  ["i", "īĪįĮ"],
  ["k", "ķĶ"],
  ["l", "ľĽĺĹļĻŀĿ"],
  ["r", "ŕŔ"],
  ["w", "ŵŴ"],
  ["y", "ŷŶ"],
  ["", "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0326\u0327\u0328"],
];

const LETTERS = PLAIN_FORMS.flatMap(([plain, letters]) =>
  Array.from(letters, (letter): [string, string] => [letter, plain]),
);
const PLAIN_BY_LETTER = new Map(LETTERS);

/** D1 reads expressions up to a depth of 100: so many, `lower`, `concat_ws` and a column. */
const INDEXED_LETTERS = 97;

/** The part of a customer's folded name that is stored, in the index `prospects_search`. */
export const INDEXED_NAME = `lower(${foldLetters("concat_ws(' ', first_name, last_name)", LETTERS.slice(0, INDEXED_LETTERS))})`;

/**
 * Folds the rest.
 *
 * @param name an SQL expression that reads `INDEXED_NAME`; most hold nothing but ASCII by then, and cost nothing more
 */
export function foldIndexedName(name: string): string {
  return `CASE WHEN ${name} GLOB '*[^ -~]*' THEN ${foldLetters(name, LETTERS.slice(INDEXED_LETTERS))} ELSE ${name} END`;
}

/** What SQL makes of a name, done to what is searched for: no accents, no capitals. */
export function foldText(text: string): string {
  return Array.from(text, (letter) => PLAIN_BY_LETTER.get(letter) ?? letter)
    .join("")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function foldLetters(expression: string, letters: [letter: string, plain: string][]): string {
  return letters.reduce(
    (folded, [letter, plain]) => `replace(${folded}, '${letter}', '${plain}')`,
    expression,
  );
}
