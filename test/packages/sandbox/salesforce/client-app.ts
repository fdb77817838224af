import type { SalesforceApp } from "@coccinelle/sandbox";

/** A client with a secret made for this run. */
export function clientApp(changes: Partial<SalesforceApp> = {}): SalesforceApp {
  return {
    clientId: "client-1",
    clientSecret: crypto.randomUUID(),
    accessTokenSeconds: 7200,
    refreshTokenSeconds: null,
    rotatesRefreshTokens: false,
    ...changes,
  };
}

/** A key pair of a client's certificate, and what signs assertions with it. */
export async function certificate() {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("publicKey" in pair)) throw new Error("a key pair was to be made");
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  if (!(spki instanceof ArrayBuffer)) throw new Error("the key was to be exported as bytes");
  return {
    publicKey: `-----BEGIN PUBLIC KEY-----\n${toBase64(new Uint8Array(spki))}\n-----END PUBLIC KEY-----\n`,
    async sign(claims: Record<string, unknown>, alg = "RS256"): Promise<string> {
      const signed = [{ alg }, claims].map((part) => toBase64Url(encode(JSON.stringify(part)))).join(".");
      const signature = await crypto.subtle.sign(algorithm.name, pair.privateKey, encode(signed));
      return `${signed}.${toBase64Url(new Uint8Array(signature))}`;
    },
  };
}

function encode(text: string) {
  return new TextEncoder().encode(text);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
