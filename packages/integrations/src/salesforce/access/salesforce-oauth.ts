import { AuthorizationError, type SalesforceAuthorization } from "@coccinelle/core";
import {
  type AuthorizationGrant,
  type AuthorizationRequest,
  type OAuthClient,
  toAuthorizeUrl,
  toCodeForm,
  toRefreshForm,
} from "../../http/oauth.ts";
import { AUTHORIZE_PATH } from "../api/api-version.ts";
import { requestToken } from "./request-token.ts";

/** What the sync asks a person for: the data, and to go on when the person is gone. */
const SCOPES = ["api", "refresh_token"] as const;

/** The deployer's own application. */
export interface SalesforceOAuthClient extends OAuthClient {
  /** An origin, such as `https://login.salesforce.com`. */
  loginUrl: string;
}

/**
 * Where a person grants access; it leads back to `redirectUri` with a code and the state.
 *
 * @param codeChallenge as `toCodeChallenge` makes it (RFC 7636, S256)
 */
export function salesforceAuthorizeUrl(
  { loginUrl, clientId }: Pick<SalesforceOAuthClient, "loginUrl" | "clientId">,
  request: AuthorizationRequest,
): string {
  const parameters = { response_type: "code", scope: SCOPES.join(" ") };
  return toAuthorizeUrl(new URL(AUTHORIZE_PATH, loginUrl), clientId, parameters, request);
}

/**
 * Trades a person's code for tokens.
 *
 * @throws AuthorizationError for a code that is used, expired or another application's, and where the
 *   application may not go on when the person is gone
 */
export async function exchangeSalesforceCode(
  client: SalesforceOAuthClient,
  granted: AuthorizationGrant,
): Promise<SalesforceAuthorization> {
  const { refreshToken, ...access } = await requestTokens(client, toCodeForm(granted));
  if (refreshToken === null) {
    throw new AuthorizationError(
      "Salesforce gives no refresh token: the application needs the scope refresh_token, and then the authorisation has to be given again",
    );
  }
  return { ...access, refreshToken };
}

/**
 * Trades a refresh token for a new access token. To be called once at a time, and its answer to be stored
 * before it is used: where the application rotates refresh tokens, the old one is worth nothing any more.
 *
 * @returns with the old refresh token where it stays
 * @throws AuthorizationError where Salesforce says that the grant is gone; before believing it, the caller
 *   reads the stored token again: another refresh may have replaced this one
 */
export async function refreshSalesforceTokens(
  client: SalesforceOAuthClient,
  refreshToken: string,
): Promise<SalesforceAuthorization> {
  const granted = await requestTokens(client, toRefreshForm(refreshToken));
  return { ...granted, refreshToken: granted.refreshToken ?? refreshToken };
}

function requestTokens(client: SalesforceOAuthClient, form: Record<string, string>) {
  const { loginUrl, clientId, clientSecret } = client;
  return requestToken(client, loginUrl, { ...form, client_id: clientId, client_secret: clientSecret });
}
