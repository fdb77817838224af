import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { toCodeChallenge } from "../../oauth/code-challenge.ts";
import type { IssuedAccess, OAuthGrants } from "../../oauth/oauth-grants.ts";
import type { SalesforceApp } from "../api/salesforce-options.ts";
import { readAssertion } from "./jwt-assertion.ts";
import type { Org } from "./org.ts";

/** The hosts where everybody signs in; an organisation's own signs in its own people. */
const LOGIN_ORIGINS = ["https://login.salesforce.com", "https://test.salesforce.com"];
const MY_DOMAIN = "https://sandbox.my.salesforce.com";
/** How far ahead an assertion may end. */
const MAX_ASSERTION_SECONDS = 180;
/** What tokens may do that nobody asked for by name. */
export const DEFAULT_SCOPES = ["api"];

const TokenRequest = z.discriminatedUnion("grant_type", [
  z.object({ grant_type: z.literal("client_credentials") }),
  z.object({ grant_type: z.literal("urn:ietf:params:oauth:grant-type:jwt-bearer"), assertion: z.string() }),
  z.object({
    grant_type: z.literal("authorization_code"),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().optional(),
  }),
  z.object({ grant_type: z.literal("refresh_token"), refresh_token: z.string() }),
]);
type TokenRequest = z.infer<typeof TokenRequest>;

interface Refusal {
  error:
    | "invalid_request"
    | "unsupported_grant_type"
    | "invalid_client_id"
    | "invalid_client"
    | "invalid_grant";
  error_description: string;
}

interface TokenContext {
  app: SalesforceApp;
  grants: OAuthGrants;
  org: Org;
  /** Where the token was asked for. */
  origin: string;
  /** What the answer names as the organisation's address; undefined: the origin, unless all share it. */
  instanceUrl: string | undefined;
}

/**
 * The token endpoint.
 *
 * @param form the body, `application/x-www-form-urlencoded`
 * @param authorization the client's id and secret may come as Basic authorization instead
 */
export async function answerTokenRequest(
  context: TokenContext,
  form: string,
  authorization: string | null,
): Promise<SandboxAnswer> {
  const { org, origin } = context;
  const fields = Object.fromEntries(new URLSearchParams(form));
  const outcome = await issueAccess(context, { ...readBasic(authorization), ...fields });
  if ("error" in outcome) return { status: 400, body: outcome };
  const { accessToken, refreshToken, scopes } = outcome;
  return {
    status: 200,
    body: {
      access_token: accessToken,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      signature: btoa(org.newId()),
      scope: scopes.join(" "),
      instance_url: context.instanceUrl ?? (LOGIN_ORIGINS.includes(origin) ? MY_DOMAIN : origin),
      id: `${origin}/id/${org.organizationId}/${org.userId}`,
      token_type: "Bearer",
      issued_at: String(org.now()),
    },
  };
}

async function issueAccess(
  context: TokenContext,
  fields: Record<string, string>,
): Promise<IssuedAccess | Refusal> {
  const parsed = TokenRequest.safeParse(fields);
  if (!parsed.success) {
    const isKnown = TokenRequest.options.some(({ shape }) => shape.grant_type.value === fields.grant_type);
    return isKnown
      ? { error: "invalid_request", error_description: z.prettifyError(parsed.error) }
      : { error: "unsupported_grant_type", error_description: "grant type not supported" };
  }
  const request = parsed.data;
  if (request.grant_type === "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    return issueByAssertion(context, request.assertion);
  }
  const refused = checkClient(context.app, fields);
  if (refused) return refused;
  switch (request.grant_type) {
    case "client_credentials":
      return issueByClient(context);
    case "authorization_code":
      return issueByCode(context, request);
    case "refresh_token":
      return refresh(context, request.refresh_token);
  }
}

function checkClient(app: SalesforceApp, fields: Record<string, string>): Refusal | null {
  if (fields.client_id !== app.clientId) {
    return { error: "invalid_client_id", error_description: "client identifier invalid" };
  }
  if (fields.client_secret !== app.clientSecret) {
    return { error: "invalid_client", error_description: "invalid client credentials" };
  }
  return null;
}

/** The common login hosts do not know whose client it is. */
function issueByClient({ app, grants, origin }: TokenContext): IssuedAccess | Refusal {
  if (LOGIN_ORIGINS.includes(origin)) return refuse("request not supported on this domain");
  if (app.allowsClientCredentials === false) return refuse("no client credentials user enabled");
  return grants.issueAccess(DEFAULT_SCOPES);
}

async function issueByAssertion(
  { app, grants, org, origin }: TokenContext,
  assertion: string,
): Promise<IssuedAccess | Refusal> {
  const claims = app.publicKey === undefined ? null : await readAssertion(assertion, app.publicKey);
  if (!claims) return refuse("invalid assertion");
  if (claims.iss !== app.clientId) {
    return { error: "invalid_client_id", error_description: "client identifier invalid" };
  }
  if (![...LOGIN_ORIGINS, origin].includes(claims.aud)) return refuse("audience is invalid");
  const nowSeconds = org.now() / 1000;
  if (claims.exp <= nowSeconds || claims.exp > nowSeconds + MAX_ASSERTION_SECONDS) {
    return refuse("assertion is expired, or ends too late");
  }
  const user = org.store.find("User", org.userId);
  if (claims.sub !== user?.values.Username) return refuse("user hasn't approved this consumer");
  return grants.issueAccess(DEFAULT_SCOPES);
}

async function issueByCode(
  { grants }: TokenContext,
  { code, redirect_uri, code_verifier = "" }: TokenRequest & { grant_type: "authorization_code" },
): Promise<IssuedAccess | Refusal> {
  const granted = grants.takeCode(code);
  if (!granted) return refuse("invalid authorization code");
  if (granted.redirectUri !== redirect_uri) return refuse("redirect_uri must match configuration");
  const isProven =
    granted.codeChallenge === null || granted.codeChallenge === (await toCodeChallenge(code_verifier));
  if (!isProven) return refuse("invalid code verifier");
  if (granted.scopes.includes("refresh_token") || granted.scopes.includes("offline_access")) {
    return grants.issueTokens(granted.scopes);
  }
  return grants.issueAccess(granted.scopes);
}

/** A refresh token that stays the same is not named again. */
function refresh({ app, grants }: TokenContext, refreshToken: string): IssuedAccess | Refusal {
  const issued = grants.refresh(refreshToken);
  if (!issued) return refuse("expired access/refresh token");
  const { refreshToken: next, ...access } = issued;
  return app.rotatesRefreshTokens ? { ...access, refreshToken: next } : access;
}

function refuse(error_description: string): Refusal {
  return { error: "invalid_grant", error_description };
}

function readBasic(authorization: string | null): Record<string, string> {
  const encoded = /^Basic (?<encoded>[A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.groups?.encoded;
  if (encoded === undefined) return {};
  const [client_id = "", client_secret = ""] = atob(encoded).split(":").map(decodeURIComponent);
  return { client_id, client_secret };
}
