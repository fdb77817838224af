import { Buffer } from "node:buffer";
import { ConfigurationError } from "@coccinelle/core";

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** The keys of the vault by their ids. `current` is the id of the key that seals. */
export interface Keyring {
  current: string;
  keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Reads a keyring: `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`.
 *
 * @throws ConfigurationError that says what is wrong, without any part of a key
 */
export function parseKeyring(json: string): Keyring {
  const keyring = parseJson(json);
  if (!isObject(keyring) || typeof keyring.current !== "string" || !isObject(keyring.keys)) {
    throw invalid('must look like {"current":"k1","keys":{"k1":"<32 bytes, base64>"}}');
  }
  const keys = new Map(Object.entries(keyring.keys).map(([id, key]) => [id, decodeKey(id, key)]));
  if (!keys.has(keyring.current)) throw invalid("names a current key that is not among its keys");
  return { current: keyring.current, keys };
}

function decodeKey(id: string, key: unknown): Uint8Array<ArrayBuffer> {
  if (!KEY_ID.test(id)) throw invalid("has a key id that is not 1 to 32 letters, digits, _ or -");
  const bytes = Buffer.from(typeof key === "string" ? key : "", "base64");
  if (bytes.length !== KEY_BYTES || bytes.toString("base64") !== key) {
    throw invalid(`has a key, "${id}", that is not ${KEY_BYTES} bytes in base64`);
  }
  return new Uint8Array(bytes);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's error quotes the text, so it must not become the cause of this one.
    throw invalid("is missing or not JSON");
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function invalid(problem: string): ConfigurationError {
  return new ConfigurationError(`CREDENTIALS_KEYS ${problem}`);
}
