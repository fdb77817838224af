type PlainForms = [plain: string, letters: string][];

/**
 * The most frequent of the letters that a search takes for plain ones, by what they become. They are
 * part of an index of the database: a change among them takes a migration. Each one nests the index's
 * expression deeper, and D1 reads expressions up to a depth of 100, what a query puts around it included.
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

/** The other accented Latin letters of Europe's languages, and the marks that other keyboards write after the letter. */
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
 * A table of one row, `name`: the folded name of the row of `prospects` around it. What the index leaves
 * is mostly ASCII; where it is not, the letters are folded one by one, so that their number adds no depth.
 * The limit keeps SQLite from merging it into the query, and so from folding once a term.
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

/** What SQL makes of a name, done to what is searched for: no accents, no capitals. */
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
