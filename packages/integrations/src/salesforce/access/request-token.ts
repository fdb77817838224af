import { AuthorizationError, ConfigurationError, RetryAfterError, TransientError } from "@coccinelle/core";
import * as z from "zod";
import type { ExchangeDeps } from "../../http/exchange.ts";
import { postTokenForm, type TokenAnswer } from "../../http/oauth.ts";
import { TOKEN_PATH } from "../api/api-version.ts";
import { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "./salesforce-hosts.ts";

/** Signing in too often is refused for a quarter of an hour or longer; under which code is not documented. */
const RATE_SECONDS = 15 * 60;
const RATE_WORDS = /rate[ _](?:limit[ _])?exceeded/i;

/** What a grant brought. */
export interface GrantedToken {
  accessToken: string;
  instanceUrl: string;
  refreshToken: string | null;
}

const Granted = z
  .object({
    access_token: z.string().min(1),
    instance_url: z.string().min(1),
    refresh_token: z.string().min(1).nullish(),
  })
  .transform(
    (answer): GrantedToken => ({
      accessToken: answer.access_token,
      instanceUrl: answer.instance_url,
      refreshToken: answer.refresh_token ?? null,
    }),
  );

const TokenRefusal = z.object({
  error: z
    .string()
    .regex(/^[a-z_]+$/)
    .catch("unknown"),
  error_description: z.string().catch(""),
});

export interface TokenDeps extends Omit<ExchangeDeps, "timeoutMs"> {
  /** The deployer's `SALESFORCE_LOGIN_URL`: its origin is trusted. */
  loginUrl: string;
}

/**
 * Asks for a token. The address to sign in at is checked before the credentials are sent, and the address
 * that the answer names before the token may be used.
 *
 * @param host where to sign in
 * @throws AuthorizationError where Salesforce says that the grant is gone, or names a foreign address
 */
export async function requestToken(
  deps: TokenDeps,
  host: string,
  form: Record<string, string>,
): Promise<GrantedToken> {
  const { loginUrl } = deps;
  if (!isSalesforceLoginUrl(host, loginUrl)) {
    throw new AuthorizationError(
      "The address to sign in at is none of Salesforce's: the organisation's My Domain has to be entered",
    );
  }
  const answer = await postTokenForm(deps, new URL(TOKEN_PATH, host), form);
  if (!answer.ok) throw toError(answer);
  const token = Granted.safeParse(answer.body);
  if (!token.success) throw new TransientError("Salesforce's answer holds no token");
  if (!isSalesforceInstanceUrl(token.data.instanceUrl, loginUrl)) {
    throw new AuthorizationError(
      "Salesforce names an address of the organisation that is no My Domain: its token is not used",
    );
  }
  return token.data;
}

function toError({ status, body }: TokenAnswer): Error {
  const context = { status };
  const { error, error_description: description } = TokenRefusal.catch({
    error: "unknown",
    error_description: "",
  }).parse(body);
  if (RATE_WORDS.test(error) || RATE_WORDS.test(description)) {
    return new RetryAfterError("Salesforce was asked for tokens too often", RATE_SECONDS, { context });
  }
  switch (error) {
    case "invalid_grant":
      return new AuthorizationError(
        "Salesforce does not accept the authorisation any more: it has to be given again",
        { context },
      );
    case "invalid_client":
    case "invalid_client_id":
      return new ConfigurationError("Salesforce does not know the client's id with its secret or key", {
        context,
      });
  }
  return new TransientError(`Salesforce gave no token: ${error}`, { context });
}
