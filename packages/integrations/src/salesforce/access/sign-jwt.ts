import { ConfigurationError } from "@coccinelle/core";
import { toBase64Url } from "../../http/oauth.ts";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/**
 * RFC 7519, signed with RS256.
 *
 * @param privateKey PKCS #8 in PEM
 * @throws ConfigurationError where it is no such key
 */
export async function signJwt(
  claims: Readonly<Record<string, string | number>>,
  privateKey: string,
): Promise<string> {
  const signed = [{ alg: "RS256", typ: "JWT" }, claims].map(encode).join(".");
  const key = await importKey(privateKey);
  const signature = await crypto.subtle.sign(ALGORITHM.name, key, new TextEncoder().encode(signed));
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
}

function encode(part: object): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(part)));
}

async function importKey(pem: string): Promise<CryptoKey> {
  try {
    const base64 = pem.replaceAll(/-----(BEGIN|END) PRIVATE KEY-----|\s/g, "");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return await crypto.subtle.importKey("pkcs8", bytes, ALGORITHM, false, ["sign"]);
  } catch {
    // Without the cause, which may quote the key.
    throw new ConfigurationError("the private key cannot be read: an RSA key in PEM (PKCS #8) is needed");
  }
}
