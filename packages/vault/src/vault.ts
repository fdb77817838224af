import { Buffer } from "node:buffer";
import { NonRetryableError } from "@coccinelle/core";
import { parseKeyring } from "./keyring.ts";

const VERSION = "v1";
/** 96 bits, the length that NIST SP 800-38D recommends for AES-GCM. */
const IV_BYTES = 12;
const SEALED = /^v1\.(?<keyId>[A-Za-z0-9_-]{1,32})\.(?<iv>[A-Za-z0-9_-]+)\.(?<ciphertext>[A-Za-z0-9_-]+)$/;

/** The row and field that a value is sealed for. It opens for this place and no other. */
export interface SealedPlace {
  table: string;
  rowId: string;
  tenantId: string;
  field: string;
}

/** Seals and opens credentials. */
export interface Vault {
  /** Encrypts under the current key: `v1.<key id>.<iv>.<ciphertext>`, the last two in base64url. */
  seal(plaintext: string, place: SealedPlace): Promise<string>;
  /**
   * Decrypts a text that `seal` made for the same place, under any key of the keyring.
   *
   * @throws NonRetryableError if the text was made for another place, was changed, or its key is not in the keyring
   */
  open(sealed: string, place: SealedPlace): Promise<string>;
  /** The beginning of every text that is sealed under the current key. Queries use it to find the other texts. */
  readonly currentPrefix: string;
}

/**
 * Encryption of credentials at rest: AES-256-GCM, bound to the row and field that hold the value.
 *
 * @param keyringJson `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`. Keys that are not current only open.
 * @throws ConfigurationError naming CREDENTIALS_KEYS if the keyring cannot be read
 */
export function createVault(
  keyringJson: string,
  { randomBytes }: { randomBytes(length: number): Uint8Array<ArrayBuffer> },
): Vault {
  const keyring = parseKeyring(keyringJson);
  // The map holds keys and not promises of keys, since workerd forbids waiting on a promise of another request.
  const imported = new Map<string, CryptoKey>();

  async function getKey(keyId: string, place: SealedPlace): Promise<CryptoKey> {
    const importedKey = imported.get(keyId);
    if (importedKey) return importedKey;
    const bytes = keyring.keys.get(keyId);
    if (!bytes) throw cannotOpen(`its key "${keyId}" is not in the keyring`, place);
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    imported.set(keyId, key);
    return key;
  }

  const currentPrefix = `${VERSION}.${keyring.current}.`;

  return {
    currentPrefix,

    async seal(plaintext, place) {
      const key = await getKey(keyring.current, place);
      const iv = randomBytes(IV_BYTES);
      const ciphertext = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData: additionalData(keyring.current, place) },
        key,
        new TextEncoder().encode(plaintext),
      );
      return `${currentPrefix}${toBase64Url(iv)}.${toBase64Url(new Uint8Array(ciphertext))}`;
    },

    async open(sealed, place) {
      const { keyId, iv, ciphertext } = SEALED.exec(sealed)?.groups ?? {};
      const ivBytes = fromBase64Url(iv);
      const ciphertextBytes = fromBase64Url(ciphertext);
      if (!keyId || !ivBytes || !ciphertextBytes) throw cannotOpen("it does not have the form of one", place);
      const key = await getKey(keyId, place);
      let plaintext: ArrayBuffer;
      try {
        plaintext = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: ivBytes, additionalData: additionalData(keyId, place) },
          key,
          ciphertextBytes,
        );
      } catch (cause) {
        throw cannotOpen("it was changed, or sealed for another place or by another key", place, cause);
      }
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plaintext);
    },
  };
}

/** The encoding is JSON, so that no two places have the same one. */
function additionalData(keyId: string, { table, rowId, tenantId, field }: SealedPlace) {
  return new TextEncoder().encode(JSON.stringify([VERSION, keyId, table, rowId, tenantId, field]));
}

function cannotOpen(reason: string, place: SealedPlace, cause?: unknown): NonRetryableError {
  return new NonRetryableError(`a sealed value does not open: ${reason}`, { context: { ...place }, cause });
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** Null unless the text is exactly what `toBase64Url` writes, so that each value has one form only. */
function fromBase64Url(text: string | undefined): Uint8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text ?? "", "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : null;
}
