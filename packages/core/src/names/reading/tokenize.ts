/** A piece of a text: a word of Latin letters, or a sign, number or line break between words. */
export interface Token {
  kind:
    | "word"
    | "other"
    | "comma"
    | "colon"
    | "stop"
    | "exclamation"
    | "question"
    | "dash"
    | "mark"
    | "newline";
  /** The text as it is written, in NFC. */
  text: string;
  /** The text in the form in which words are compared: `fold` of `text`. */
  folded: string;
  /** How the writer used capitals. Always "plain" where nearly the whole text is in capitals. */
  letterCase: "plain" | "capitalised" | "upper";
  /** Whether it stands between quotation marks. */
  quoted: boolean;
}

const PIECE = /[\p{L}\p{M}\p{N}_]+(?:['’ʼ‐‑-][\p{L}\p{M}\p{N}_]+)*|./gsu;
const LATIN_WORD = /^(?:(?=\p{Script=Latin})[\p{Lu}\p{Ll}\p{Lt}]|['’ʼ‐‑-])+$/u;
const LETTER = /[\p{L}\p{M}\p{N}_]/u;
const SITE_ENDINGS = new Set([
  "be",
  "biz",
  "ca",
  "ch",
  "co",
  "com",
  "de",
  "eu",
  "fr",
  "info",
  "io",
  "net",
  "org",
  "shop",
  "uk",
]);
const LETTERS_WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  œ: "oe",
  æ: "ae",
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
};
const KINDS: Readonly<Record<string, Token["kind"]>> = {
  ",": "comma",
  ";": "comma",
  ":": "colon",
  ".": "stop",
  "…": "stop",
  "!": "exclamation",
  "?": "question",
  "-": "dash",
  "–": "dash",
  "—": "dash",
};

/** Folds a text: lower case, without accents, with the straight apostrophe and the plain hyphen. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[œæßøłđı]/gu, (letter) => LETTERS_WITHOUT_DECOMPOSITION[letter] ?? letter)
    .replace(/[’ʼ]/gu, "'")
    .replace(/[‐‑]/gu, "-");
}

/**
 * Splits a text into tokens. Every line but the last ends with a newline token. The time is linear in the length of
 * the text.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const line of text.normalize("NFC").split(/\r\n|[\n\r\u2028]/u)) {
    if (tokens.length > 0) tokens.push(token("newline", "\n", false));
    tokenizeLine(line, tokens);
  }
  return isShouted(tokens) ? tokens.map((shouted) => ({ ...shouted, letterCase: "plain" })) : tokens;
}

function tokenizeLine(line: string, tokens: Token[]): void {
  let closingQuote: string | null = null;
  for (const chunk of line.split(/\s+/u)) {
    if (isAddress(chunk)) {
      tokens.push(token("other", chunk, closingQuote !== null));
      continue;
    }
    for (const { 0: piece, index } of chunk.matchAll(PIECE)) {
      if (LETTER.test(piece)) {
        tokens.push(token(LATIN_WORD.test(piece) ? "word" : "other", piece, closingQuote !== null));
        continue;
      }
      if (closingQuote === null) closingQuote = closingQuoteOf(piece, index);
      else if (piece === closingQuote || (closingQuote === "'" && piece === "’")) closingQuote = null;
      tokens.push(token(KINDS[piece] ?? "mark", piece, false));
    }
  }
}

function closingQuoteOf(piece: string, index: number): string | null {
  if (piece === '"') return '"';
  if (piece === "«") return "»";
  if (piece === "“" || piece === "„") return "”";
  return index === 0 && (piece === "'" || piece === "‘") ? "'" : null;
}

function token(kind: Token["kind"], text: string, quoted: boolean): Token {
  return { kind, text, folded: fold(text), letterCase: letterCaseOf(text), quoted };
}

function letterCaseOf(text: string): Token["letterCase"] {
  if (text === text.toLowerCase()) return "plain";
  if (/^\p{L}.*\p{L}/u.test(text) && text === text.toUpperCase()) return "upper";
  return /^(?:\p{Ll}['’ʼ])?\p{Lu}/u.test(text) ? "capitalised" : "plain";
}

function isAddress(chunk: string): boolean {
  if (/[@#]|:\/\/|^www\./u.test(chunk)) return true;
  const ending = chunk.slice(chunk.lastIndexOf(".") + 1);
  return ending.length + 1 < chunk.length && SITE_ENDINGS.has(ending.toLowerCase());
}

/** Whether nearly every word is in capitals. */
function isShouted(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind, text }) => kind === "word" && text.length > 1);
  const upper = words.filter(({ letterCase }) => letterCase === "upper").length;
  return words.length > 1 && upper >= words.length * 0.8;
}
