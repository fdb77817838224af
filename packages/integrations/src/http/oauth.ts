import { type ExchangeDeps, exchange, parseJson } from "./exchange.ts";

const TIMEOUT_MS = 30_000;

/** The deployer's application at a CRM, and the way to the CRM. */
export interface OAuthClient extends Omit<ExchangeDeps, "timeoutMs"> {
  clientId: string;
  clientSecret: string;
}

/** Where a person is to come back to, and what with. The challenge is RFC 7636's, S256. */
export interface AuthorizationRequest {
  redirectUri: string;
  state: string;
  codeChallenge: string;
}

/** What a person came back with. */
export interface AuthorizationGrant {
  code: string;
  redirectUri: string;
  codeVerifier: string;
}

/**
 * The address at which a person grants access; it leads back to `redirectUri` with a code and the state.
 *
 * @param parameters those that are the CRM's own
 */
export function toAuthorizeUrl(
  page: URL,
  clientId: string,
  parameters: Record<string, string>,
  { redirectUri, state, codeChallenge }: AuthorizationRequest,
): string {
  const url = new URL(page);
  url.search = new URLSearchParams({
    ...parameters,
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
  }).toString();
  return url.href;
}

/** RFC 6749, 4.1.3, with the verifier of RFC 7636. */
export function toCodeForm({ code, redirectUri, codeVerifier }: AuthorizationGrant): Record<string, string> {
  return { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: codeVerifier };
}

/** RFC 6749, 6. */
export function toRefreshForm(refreshToken: string): Record<string, string> {
  return { grant_type: "refresh_token", refresh_token: refreshToken };
}

/** A CRM's answer to a request for tokens. */
export interface TokenAnswer {
  ok: boolean;
  status: number;
  retryAfter: string | null;
  /** Null where the answer is no JSON. */
  body: unknown;
}

/**
 * Asks a CRM for tokens.
 *
 * @throws TransientError where no answer comes, or one that breaks off
 */
export async function postTokenForm(
  deps: Omit<ExchangeDeps, "timeoutMs">,
  url: URL,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  const { status, headers, text } = await exchange({ ...deps, timeoutMs: TIMEOUT_MS }, url.hostname, url, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(form),
  });
  return {
    ok: status >= 200 && status < 300,
    status,
    retryAfter: headers["retry-after"] ?? null,
    body: parseJson(text),
  };
}

/** RFC 7636, 4.2: the SHA-256 of the verifier in base64url. */
export async function toCodeChallenge(codeVerifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return toBase64Url(new Uint8Array(digest));
}

/** RFC 4648, 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
