type PlainForms = [plain: string, letters: string][];

/**
 * The most frequent accented letters, by the plain letter that a search takes them for. They are part of the index
 * `prospects_search`, so a change to this list needs a migration. Each letter nests the index's expression one
 * level deeper. D1 reads expressions up to a depth of 100, and the query around the expression counts too.
 */
const INDEXED_FORMS: PlainForms = [
  ["e", "éÉèÈêÊëË"],
  ["c", "çÇ"],
  ["a", "àÀâÂäÄáÁ"],
  ["i", "îÎïÏíÍ"],
  ["o", "ôÔöÖóÓ"],
  ["u", "ùÙûÛüÜúÚ"],
  ["n", "ñÑ"],
  ["oe", "œŒ"],
];

/**
 * The other accented Latin letters of Europe's languages, and the accents that some keyboards write as a character of
 * their own.
 */
const OTHER_FORMS: PlainForms = [
  ["a", "ãÃåÅăĂąĄāĀ"],
  ["ae", "æÆ"],
  ["c", "čČćĆċĊĉĈ"],
  ["d", "đĐďĎðÐ"],
  ["e", "ęĘěĚėĖēĒ"],
  ["g", "ğĞģĢġĠ"],
  ["h", "ħĦ"],
  ["i", "ìÌıİīĪįĮ"],
  ["k", "ķĶ"],
  ["l", "łŁľĽĺĹļĻŀĿ"],
  ["n", "ńŃňŇņŅ"],
  ["o", "òÒõÕøØőŐōŌ"],
  ["r", "řŘŕŔ"],
  ["s", "šŠśŚşŞșȘ"],
  ["ss", "ßẞ"],
  ["t", "țȚţŢťŤ"],
  ["th", "þÞ"],
  ["u", "ůŮűŰūŪųŲŭŬ"],
  ["w", "ŵŴ"],
  ["y", "ÿŸýÝŷŶ"],
  ["z", "žŽżŻźŹ"],
  ["", "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0326\u0327\u0328"],
];

const INDEXED_LETTERS = lettersOf(INDEXED_FORMS);
const OTHER_LETTERS = lettersOf(OTHER_FORMS);
const PLAIN_BY_LETTER = new Map([...INDEXED_LETTERS, ...OTHER_LETTERS]);

/** The part of a customer's folded name that is stored, in the index `prospects_search`. */
export const INDEXED_NAME = `lower(${INDEXED_LETTERS.reduce(
  (name, [letter, plain]) => `replace(${name}, '${letter}', '${plain}')`,
  "concat_ws(' ', first_name, last_name)",
)})`;

const OTHER_PLAIN_FORMS = JSON.stringify(Object.fromEntries(OTHER_LETTERS));

/**
 * A table with one row and the column `name`: the folded name of the row of `prospects` in the query around it.
 * The indexed name is mostly ASCII already. Where it is not, the other letters are folded one by one, so that their
 * number does not deepen the expression. The limit keeps SQLite from merging this table into the query, where it
 * would fold the name once for each term.
 */
export const FOLDED_NAME = `(
  SELECT CASE WHEN stored.name NOT GLOB '*[^ -~]*' THEN stored.name ELSE (
    WITH RECURSIVE fold (folded, letter, rest) AS (
      SELECT '', '', stored.name
      UNION ALL
      SELECT folded || CASE WHEN letter GLOB '[^ -~]' THEN coalesce('${OTHER_PLAIN_FORMS}' ->> letter, letter) ELSE letter END,
        substr(rest, 1, 1), substr(rest, 2)
      FROM fold WHERE letter <> '' OR rest <> ''
    )
    SELECT folded FROM fold WHERE letter = '' AND rest = ''
  ) END AS name
  FROM (SELECT ${INDEXED_NAME} AS name) stored LIMIT 1
)`;

/** Folds a searched text as SQL folds the names: without accents and capitals. */
export function foldText(text: string): string {
  return Array.from(text, (letter) => PLAIN_BY_LETTER.get(letter) ?? letter)
    .join("")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function lettersOf(forms: PlainForms): [letter: string, plain: string][] {
  return forms.flatMap(([plain, letters]) =>
    Array.from(letters, (letter): [string, string] => [letter, plain]),
  );
}
