const BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * Makes the 18-character form of an id. The last three characters tell which of the first fifteen are capitals, so
 * that ids differ even where case is lost.
 *
 * @param id 15 characters
 */
export function toLongId(id: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].map((char, index) => (/[A-Z]/.test(char) ? 1 << index : 0));
    return SUFFIX_ALPHABET[bits.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join("");
}

/** Reads an id of 15 or 18 characters into its 18-character form; null for a text that is not an id. */
export function readRecordId(text: string): string | null {
  if (!/^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/.test(text)) return null;
  const id = toLongId(text.slice(0, 15));
  return text.length === 15 || id.toUpperCase() === text.toUpperCase() ? id : null;
}

/** A new id of 18 characters. */
export function makeRecordId(prefix: string, organizationNumber: number, count: number): string {
  return toLongId(`${prefix}${inBase62(organizationNumber, 4)}000${inBase62(count, 5)}`);
}

function inBase62(number: number, length: number): string {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = (BASE_62[rest % 62] ?? "") + text;
  return text.padStart(length, "0");
}
