import { Buffer } from "node:buffer";
import { NonRetryableError } from "@coccinelle/core";
import { parseKeyring } from "./keyring.ts";

const VERSION = "v1";
/** 96 bits, the size that AES-GCM is specified for. */
const IV_BYTES = 12;
const SEALED = /^v1\.(?<keyId>[A-Za-z0-9_-]{1,32})\.(?<iv>[A-Za-z0-9_-]+)\.(?<ciphertext>[A-Za-z0-9_-]+)$/;

/** Where a sealed value lives. It opens there and nowhere else. */
export interface SealedPlace {
  table: string;
  rowId: string;
  tenantId: string;
  field: string;
}

export interface Vault {
  /** Encrypts under the current key: `v1.<key id>.<iv>.<ciphertext>`, the last two in base64url. */
  seal(plaintext: string, place: SealedPlace): Promise<string>;
  /**
   * Decrypts what `seal` made for the same place, under any key of the keyring.
   *
   * @throws NonRetryableError if it was made elsewhere, was changed, or its key is gone
   */
  open(sealed: string, place: SealedPlace): Promise<string>;
  /** What every value sealed under the current key begins with, for queries that look for the others. */
  readonly currentPrefix: string;
}

/**
 * Encryption of credentials at rest: AES-256-GCM, bound to the row and field that hold the value.
 *
 * @param keyringJson `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`; keys that are not current only open
 * @throws ConfigurationError naming CREDENTIALS_KEYS if the keyring cannot be read
 */
export function createVault(
  keyringJson: string,
  { randomBytes }: { randomBytes(length: number): Uint8Array<ArrayBuffer> },
): Vault {
  const keyring = parseKeyring(keyringJson);
  // Keys, not promises of them: workerd forbids waiting on a promise that another request began.
  const imported = new Map<string, CryptoKey>();

  async function getKey(keyId: string, place: SealedPlace): Promise<CryptoKey> {
    const known = imported.get(keyId);
    if (known) return known;
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
      if (!keyId || !ivBytes || !ciphertextBytes) throw cannotOpen("it has not the form of one", place);
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

/** JSON, so that no two places have the same encoding. */
function additionalData(keyId: string, { table, rowId, tenantId, field }: SealedPlace) {
  return new TextEncoder().encode(JSON.stringify([VERSION, keyId, table, rowId, tenantId, field]));
}

function cannotOpen(reason: string, place: SealedPlace, cause?: unknown): NonRetryableError {
  return new NonRetryableError(`a sealed value does not open: ${reason}`, { context: { ...place }, cause });
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** Null unless it is exactly what `toBase64Url` writes: a value has one form only. */
function fromBase64Url(text: string | undefined): Uint8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text ?? "", "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : null;
}
