import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { answerConsent } from "../../oauth/consent-page.ts";
import type { IssuedAccess } from "../../oauth/oauth-grants.ts";
import type { RouteCall, SalesforceRoute } from "../api/route.ts";
import { notFoundError } from "../api/salesforce-error.ts";
import type { SalesforceApp } from "../api/salesforce-options.ts";
import { readAssertion } from "./jwt-assertion.ts";
import type { Org, SignIn } from "./org.ts";

/** The login hosts that all organisations share. */
const LOGIN_ORIGINS = ["https://login.salesforce.com", "https://test.salesforce.com"];
const MY_DOMAIN = "https://sandbox.my.salesforce.com";
/** How far ahead an assertion may end. */
const MAX_ASSERTION_SECONDS = 180;
/** The scopes of tokens for which nobody named any. */
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

interface TokenRefusal {
  error:
    | "invalid_request"
    | "unsupported_grant_type"
    | "invalid_client_id"
    | "invalid_client"
    | "invalid_grant";
  error_description: string;
}

interface TokenContext extends SignIn {
  org: Org;
  /** The origin at which the token was asked for. */
  origin: string;
}

/** The client's id and secret come in the form, or as Basic authorization. */
async function answerTokenRequest({ org, url, headers, body }: RouteCall): Promise<SandboxAnswer> {
  const { origin } = url;
  const context = { ...getSignIn(org), org, origin };
  const fields = Object.fromEntries(new URLSearchParams(body));
  const outcome = await issueAccess(context, { ...readBasic(headers.get("authorization")), ...fields });
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

/** @throws SalesforceError 404 in a stand-in without a client */
function getSignIn({ signIn }: Org): SignIn {
  if (!signIn) throw notFoundError();
  return signIn;
}

async function issueAccess(
  context: TokenContext,
  fields: Record<string, string>,
): Promise<IssuedAccess | TokenRefusal> {
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

function checkClient(app: SalesforceApp, fields: Record<string, string>): TokenRefusal | null {
  if (fields.client_id !== app.clientId) {
    return { error: "invalid_client_id", error_description: "client identifier invalid" };
  }
  if (fields.client_secret !== app.clientSecret) {
    return { error: "invalid_client", error_description: "invalid client credentials" };
  }
  return null;
}

/** The common login hosts do not know to which organisation a client belongs. */
function issueByClient({ grants, origin }: TokenContext): IssuedAccess | TokenRefusal {
  if (LOGIN_ORIGINS.includes(origin)) return refuse("request not supported on this domain");
  return grants.issueAccess(DEFAULT_SCOPES);
}

async function issueByAssertion(
  { app, grants, org, origin }: TokenContext,
  assertion: string,
): Promise<IssuedAccess | TokenRefusal> {
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
  request: TokenRequest & { grant_type: "authorization_code" },
): Promise<IssuedAccess | TokenRefusal> {
  const scopes = await grants.redeemCode(request);
  if (typeof scopes === "string") return refuse(scopes);
  const mayRefresh = scopes.includes("refresh_token") || scopes.includes("offline_access");
  return mayRefresh ? grants.issueTokens(scopes) : grants.issueAccess(scopes);
}

/** The answer does not repeat a refresh token that stays the same. */
function refresh({ app, grants }: TokenContext, refreshToken: string): IssuedAccess | TokenRefusal {
  const issued = grants.refresh(refreshToken);
  if (!issued) return refuse("expired access/refresh token");
  const { refreshToken: next, ...access } = issued;
  return app.rotatesRefreshTokens ? { ...access, refreshToken: next } : access;
}

function refuse(error_description: string): TokenRefusal {
  return { error: "invalid_grant", error_description };
}

function readBasic(authorization: string | null): Record<string, string> {
  const encoded = /^Basic (?<encoded>[A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.groups?.encoded;
  if (encoded === undefined) return {};
  const [client_id = "", client_secret = ""] = atob(encoded).split(":").map(decodeURIComponent);
  return { client_id, client_secret };
}

export const oauthRoutes: SalesforceRoute[] = [
  { method: "POST", path: "/oauth2/token", isOpen: true, answer: answerTokenRequest },
  {
    method: "GET",
    path: "/oauth2/authorize",
    isOpen: true,
    answer: ({ org, url }) =>
      answerConsent(getSignIn(org).grants, url, {
        vendor: "Salesforce",
        isStrict: true,
        defaultScope: DEFAULT_SCOPES.join(" "),
      }),
  },
];
