import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { answerConsent } from "../../oauth/consent-page.ts";
import type { IssuedTokens, OAuthGrants } from "../../oauth/oauth-grants.ts";
import { notFoundError } from "../api/hubspot-error.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";

const Client = { client_id: z.string(), client_secret: z.string() };

const TokenRequest = z.discriminatedUnion("grant_type", [
  z.object({
    ...Client,
    grant_type: z.literal("authorization_code"),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().optional(),
  }),
  z.object({ ...Client, grant_type: z.literal("refresh_token"), refresh_token: z.string() }),
]);
type TokenRequest = z.infer<typeof TokenRequest>;

interface TokenRefusal {
  error: "invalid_request" | "invalid_client" | "invalid_grant";
  /** HubSpot's own word for the error. */
  status: string;
  message: string;
}

/** Answers at `/oauth/v1`, and at the versions after it, whose refusals have the standard's `error` as well. */
async function answerTokenRequest({ portal, body, version }: RouteCall): Promise<SandboxAnswer> {
  const grants = getOAuth(portal);
  const request = TokenRequest.safeParse(Object.fromEntries(new URLSearchParams(body)));
  const outcome: IssuedTokens | TokenRefusal = request.success
    ? await issueTokens(grants, request.data)
    : { error: "invalid_request", status: "BAD_REQUEST", message: z.prettifyError(request.error) };
  if ("error" in outcome) {
    const { error, status, message } = outcome;
    const standard = version === "v1" ? {} : { error, error_description: message };
    return { status: 400, body: { ...standard, status, message } };
  }
  return {
    status: 200,
    body: {
      token_type: "bearer",
      access_token: outcome.accessToken,
      refresh_token: outcome.refreshToken,
      expires_in: outcome.expiresInSeconds,
      scopes: outcome.scopes,
      hub_id: portal.portalId,
    },
  };
}

async function issueTokens(grants: OAuthGrants, request: TokenRequest): Promise<IssuedTokens | TokenRefusal> {
  if (request.client_id !== grants.app.clientId || request.client_secret !== grants.app.clientSecret) {
    return { error: "invalid_client", status: "BAD_CLIENT_ID", message: "unknown client or wrong secret" };
  }
  if (request.grant_type === "refresh_token") {
    return (
      grants.refresh(request.refresh_token) ?? {
        error: "invalid_grant",
        status: "BAD_REFRESH_TOKEN",
        message: "missing or invalid refresh token",
      }
    );
  }
  const scopes = await grants.redeemCode(request);
  return typeof scopes === "string"
    ? { error: "invalid_grant", status: "BAD_AUTH_CODE", message: "missing or unknown auth code" }
    : grants.issueTokens(scopes);
}

/** @throws HubspotError 404 in a stand-in without an application */
function getOAuth({ grants }: RouteCall["portal"]): OAuthGrants {
  if (!grants) throw notFoundError("This sandbox has no OAuth application.");
  return grants;
}

const open = { scope: null, isOpen: true };

export const oauthRoutes: HubspotRoute[] = [
  { ...open, method: "POST", path: "/oauth/token", answer: answerTokenRequest },
  {
    ...open,
    method: "GET",
    path: "/oauth/authorize",
    answer: ({ portal, url }) => answerConsent(getOAuth(portal), url, { vendor: "HubSpot", isStrict: false }),
  },
];
