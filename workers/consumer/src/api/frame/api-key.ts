import { createHash, timingSafeEqual } from "node:crypto";

/**
 * A key is `coccinelle_`, its public id and 256 random bits. Scanners for leaked secrets know it by the prefix,
 * and the database finds it by the id. The database keeps the SHA-256 of the random bits: nobody can guess 256
 * bits, so the hash needs no salt and no stretching.
 */
const API_KEY = /^coccinelle_(?<id>[0-9a-f]{24})_(?<secret>[0-9a-f]{64})$/;

interface ApiKeyParts {
  id: string;
  secret: string;
}

/** @param randomBytes gives bytes that nobody can foresee */
export function createApiKey(randomBytes: (length: number) => Uint8Array): ApiKeyParts & { key: string } {
  const id = Buffer.from(randomBytes(12)).toString("hex");
  const secret = Buffer.from(randomBytes(32)).toString("hex");
  return { id, secret, key: `coccinelle_${id}_${secret}` };
}

/** Takes a key apart; null for a text that has not the form of a key. */
export function parseApiKey(key: string): ApiKeyParts | null {
  const { id, secret } = API_KEY.exec(key)?.groups ?? {};
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

/** @returns the SHA-256 as hexadecimal digits */
export function hashSecret(secret: string): string {
  return sha256(secret).toString("hex");
}

/** No secret has this hash. */
const NO_HASH = "0".repeat(64);

/** Compares in constant time, also where there is no hash: the time does not tell whether a key exists. */
export function hasHash(secret: string, hash: string | null): boolean {
  return timingSafeEqual(sha256(secret), Buffer.from(hash ?? NO_HASH, "hex"));
}

/** Compares in constant time. It compares digests, so the time does not tell the token's length either. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
