import { toBase64Url } from "./base64-url.ts";

/** RFC 7636, 4.2: the SHA-256 of the verifier in base64url. */
export async function toCodeChallenge(codeVerifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return toBase64Url(new Uint8Array(digest));
}
