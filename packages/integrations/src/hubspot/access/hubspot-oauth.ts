import { AuthorizationError, ConfigurationError, RetryAfterError, TransientError } from "@coccinelle/core";
import * as z from "zod";
import {
  type AuthorizationGrant,
  type AuthorizationRequest,
  type OAuthClient,
  postTokenForm,
  type TokenAnswer,
  toAuthorizeUrl,
  toCodeForm,
  toRefreshForm,
} from "../../http/oauth.ts";
import { TOKEN_PATH } from "../api/api-version.ts";

/** Where people grant access; the API has another host. */
const AUTHORIZE_ORIGINS: Readonly<Record<string, string>> = {
  "https://api.hubapi.com": "https://app.hubspot.com",
};

/** What the sync asks a person for. */
export const HUBSPOT_OAUTH_SCOPES = [
  // HubSpot adds it to every application, and refuses an address that does not ask for it.
  "oauth",
  "crm.objects.contacts.read",
  "crm.objects.contacts.write",
  "crm.schemas.contacts.read",
  "crm.schemas.contacts.write",
] as const;

export interface HubspotOAuthClient extends OAuthClient {
  /** An origin, such as `https://api.hubapi.com`. */
  apiUrl: string;
}

export interface HubspotTokens {
  accessToken: string;
  /** May be a new one at every refresh: the old one may be worth nothing then. */
  refreshToken: string;
  /** From when the request was sent. */
  expiresInSeconds: number;
}

const Granted = z
  .object({ access_token: z.string().min(1), refresh_token: z.string().min(1), expires_in: z.number() })
  .transform(
    (answer): HubspotTokens => ({
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresInSeconds: answer.expires_in,
    }),
  );

const TokenRefusal = z.object({ error: z.string().optional(), status: z.string().optional() });

/**
 * Where a person grants access; it leads back to `redirectUri` with a code and the state.
 *
 * @param codeChallenge as `toCodeChallenge` makes it (RFC 7636, S256)
 */
export function hubspotAuthorizeUrl(
  { apiUrl, clientId }: Pick<HubspotOAuthClient, "apiUrl" | "clientId">,
  request: AuthorizationRequest,
): string {
  const origin = new URL(apiUrl).origin;
  const page = new URL("/oauth/authorize", AUTHORIZE_ORIGINS[origin] ?? origin);
  return toAuthorizeUrl(page, clientId, { scope: HUBSPOT_OAUTH_SCOPES.join(" ") }, request);
}

/**
 * Trades a person's code for tokens.
 *
 * @throws AuthorizationError for a code that is used, expired or another application's
 */
export function exchangeHubspotCode(
  client: HubspotOAuthClient,
  granted: AuthorizationGrant,
): Promise<HubspotTokens> {
  return requestTokens(client, toCodeForm(granted));
}

/**
 * Trades a refresh token for new tokens. To be called once at a time, and its answer to be stored before it
 * is used.
 *
 * @throws AuthorizationError where HubSpot says that the grant is gone; before believing it, the caller reads
 *   the stored token again: another refresh may have replaced this one
 */
export function refreshHubspotTokens(
  client: HubspotOAuthClient,
  refreshToken: string,
): Promise<HubspotTokens> {
  return requestTokens(client, toRefreshForm(refreshToken));
}

async function requestTokens(
  client: HubspotOAuthClient,
  form: Record<string, string>,
): Promise<HubspotTokens> {
  const { apiUrl, clientId, clientSecret } = client;
  const answer = await postTokenForm(client, new URL(TOKEN_PATH, apiUrl), {
    ...form,
    client_id: clientId,
    client_secret: clientSecret,
  });
  if (answer.ok) {
    const tokens = Granted.safeParse(answer.body);
    if (tokens.success) return tokens.data;
    throw new TransientError("HubSpot's answer holds no tokens");
  }
  throw toError(answer);
}

function toError({ status, retryAfter, body }: TokenAnswer): Error {
  const context = { status };
  const { error, status: word } = TokenRefusal.safeParse(body).data ?? {};
  if (status === 429) {
    return new RetryAfterError("HubSpot's rate limit was met", Number(retryAfter) || 10, { context });
  }
  if (error === "invalid_grant" || word === "BAD_REFRESH_TOKEN" || word === "BAD_AUTH_CODE") {
    return new AuthorizationError(
      "HubSpot does not accept the authorisation any more: it has to be given again",
      {
        context,
      },
    );
  }
  if (error === "invalid_client") {
    return new ConfigurationError("HubSpot does not know HUBSPOT_CLIENT_ID with HUBSPOT_CLIENT_SECRET", {
      context,
    });
  }
  return new TransientError("HubSpot gave no tokens", { context });
}
