import type { SalesforceClientCredentials, SalesforceJwtCredentials } from "@coccinelle/core";
import type { Platform } from "../../http/platform.ts";
import type { SalesforceAccess } from "../api/salesforce-http.ts";
import { requestToken } from "./request-token.ts";
import { signJwt } from "./sign-jwt.ts";

const JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** Salesforce takes up to three minutes; the rest is for clocks that differ. */
const JWT_LIFE_SECONDS = 2 * 60;

/**
 * Signs in with a customer's own client: by its secret as the user that it runs as, or by its certificate as
 * the user that is named.
 *
 * @throws AuthorizationError where Salesforce refuses the user or the client's right to sign in
 */
export async function requestSalesforceAccess(
  credentials: SalesforceClientCredentials | SalesforceJwtCredentials,
  deps: Pick<Platform, "fetch" | "startTimer" | "clock"> & {
    /** The deployer's `SALESFORCE_LOGIN_URL`: its origin is trusted, too. */
    loginUrl: string;
  },
): Promise<SalesforceAccess> {
  const form: Record<string, string> =
    "privateKey" in credentials
      ? { grant_type: JWT_GRANT, assertion: await toAssertion(credentials, deps.clock()) }
      : {
          grant_type: "client_credentials",
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
        };
  const { accessToken, instanceUrl } = await requestToken(deps, credentials.loginUrl, form);
  return { accessToken, instanceUrl };
}

function toAssertion(
  { loginUrl, clientId, privateKey, username }: SalesforceJwtCredentials,
  now: Date,
): Promise<string> {
  const exp = Math.floor(now.getTime() / 1000) + JWT_LIFE_SECONDS;
  return signJwt({ iss: clientId, sub: username, aud: jwtAudience(loginUrl), exp }, privateKey);
}

/**
 * Whom an assertion is for: not the organisation's own domain, but the authorisation server behind it, one
 * for production and one for sandboxes and scratch organisations.
 */
export function jwtAudience(loginUrl: string): string {
  const { hostname, origin } = new URL(loginUrl);
  if (!hostname.endsWith(".my.salesforce.com")) return origin;
  const isForTrials = /\.(sandbox|scratch)\.my\.salesforce\.com$/.test(hostname) || hostname.includes("--");
  return isForTrials ? "https://test.salesforce.com" : "https://login.salesforce.com";
}
