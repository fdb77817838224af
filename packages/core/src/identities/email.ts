/** RFC 5321, 4.5.3.1.3: a path of 256 octets, less its angle brackets. */
const MAX_EMAIL_LENGTH = 254;
/** One @, no space, control character or list punctuation, and a dot in the domain. */
const EMAIL = /^[^\s\p{C}@<>()[\],;:\\"]+@(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}\p{N}-]+$/u;

/**
 * Reads one e-mail address.
 *
 * @returns the address in lower case, as identities hold it, or null if the text is no plain address
 */
export function normalizeEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= MAX_EMAIL_LENGTH && EMAIL.test(email) ? email : null;
}
