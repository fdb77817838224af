import { createHash, timingSafeEqual } from "node:crypto";

/**
 * `coccinelle_`, by which scanners of leaked secrets know it, then the public id, by which it is looked
 * up, then 256 random bits. Only their SHA-256 is kept, without salt or stretching: nobody guesses them.
 */
const API_KEY = /^coccinelle_(?<id>[0-9a-f]{24})_(?<secret>[0-9a-f]{64})$/;

interface ApiKeyParts {
  id: string;
  secret: string;
}

/** @param randomBytes so many bytes that nobody can foresee */
export function createApiKey(randomBytes: (length: number) => Uint8Array): ApiKeyParts & { key: string } {
  const id = Buffer.from(randomBytes(12)).toString("hex");
  const secret = Buffer.from(randomBytes(32)).toString("hex");
  return { id, secret, key: `coccinelle_${id}_${secret}` };
}

/** Null for what was never made as a key. */
export function parseApiKey(key: string): ApiKeyParts | null {
  const { id, secret } = API_KEY.exec(key)?.groups ?? {};
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

/** As hexadecimal digits. */
export function hashSecret(secret: string): string {
  return sha256(secret).toString("hex");
}

/** What no secret has as its hash. */
const NO_HASH = "0".repeat(64);

/** In constant time, whether there is a hash or not: neither shows in how long it takes. */
export function hasHash(secret: string, hash: string | null): boolean {
  return timingSafeEqual(sha256(secret), Buffer.from(hash ?? NO_HASH, "hex"));
}

/** Of the digests, which have one length, in constant time: neither length nor content of the token shows. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
