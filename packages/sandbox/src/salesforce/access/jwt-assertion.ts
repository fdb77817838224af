import * as z from "zod";

const Header = z.looseObject({ alg: z.literal("RS256") });

const Claims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  /** Seconds since 1970. */
  exp: z.number(),
});
export type JwtClaims = z.infer<typeof Claims>;

/**
 * Checks the signature of a JSON Web Token.
 *
 * @param publicKey SubjectPublicKeyInfo in PEM
 * @returns its claims; null for a text that is not a token, or that the key's owner did not sign with RS256
 */
export async function readAssertion(assertion: string, publicKey: string): Promise<JwtClaims | null> {
  const [header = "", claims = "", signature = "", ...rest] = assertion.split(".");
  if (rest.length > 0 || !Header.safeParse(readJsonPart(header)).success) return null;
  const key = await crypto.subtle.importKey(
    "spki",
    fromBase64(publicKey.replace(/-----[A-Z ]+-----|\s/g, "")),
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const signatureBytes = tryFromBase64Url(signature);
  const isSigned =
    signatureBytes !== null && (await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signatureBytes, signed));
  const parsed = Claims.safeParse(readJsonPart(claims));
  return isSigned && parsed.success ? parsed.data : null;
}

function readJsonPart(part: string): unknown {
  const bytes = tryFromBase64Url(part);
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function tryFromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
