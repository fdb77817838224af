import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { toCodeChallenge } from "../../oauth/code-challenge.ts";
import type { IssuedTokens, OAuthGrants } from "../../oauth/oauth-grants.ts";

/** The account's number, which HubSpot also calls portal id. */
const HUB_ID = 4_207_001;

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

interface Refusal {
  error: "invalid_request" | "invalid_client" | "invalid_grant";
  /** HubSpot's own word for it. */
  status: string;
  message: string;
}

/**
 * The token endpoint, of `/oauth/v1` and of the versions after it, which add the standard's `error`.
 *
 * @param form the body, `application/x-www-form-urlencoded`
 */
export async function answerTokenRequest(
  grants: OAuthGrants,
  form: string,
  isVersion1: boolean,
): Promise<SandboxAnswer> {
  const request = TokenRequest.safeParse(Object.fromEntries(new URLSearchParams(form)));
  const outcome: IssuedTokens | Refusal = request.success
    ? await issueTokens(grants, request.data)
    : { error: "invalid_request", status: "BAD_REQUEST", message: z.prettifyError(request.error) };
  if ("error" in outcome) {
    const { error, status, message } = outcome;
    return {
      status: 400,
      body: isVersion1 ? { status, message } : { error, error_description: message, status, message },
    };
  }
  return {
    status: 200,
    body: {
      token_type: "bearer",
      access_token: outcome.accessToken,
      refresh_token: outcome.refreshToken,
      expires_in: outcome.expiresInSeconds,
      scopes: outcome.scopes,
      hub_id: HUB_ID,
    },
  };
}

async function issueTokens(grants: OAuthGrants, request: TokenRequest): Promise<IssuedTokens | Refusal> {
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
  const granted = grants.takeCode(request.code);
  const isGood =
    granted?.redirectUri === request.redirect_uri &&
    (granted.codeChallenge === null ||
      granted.codeChallenge === (await toCodeChallenge(request.code_verifier ?? "")));
  if (!granted || !isGood) {
    return { error: "invalid_grant", status: "BAD_AUTH_CODE", message: "missing or unknown auth code" };
  }
  return grants.issueTokens(granted.scopes);
}
