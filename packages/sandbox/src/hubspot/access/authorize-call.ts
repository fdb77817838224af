import type { OAuthGrants } from "../../oauth/oauth-grants.ts";
import { HubspotError } from "../api/hubspot-error.ts";
import type { CallerKind } from "./rate-limiter.ts";

interface AuthorizeDependencies {
  serviceKeys: ReadonlyMap<string, readonly string[]>;
  grants: OAuthGrants | undefined;
  now: () => number;
}

/**
 * Finds the caller of a token.
 *
 * @param scope the scope that the route needs; null where any token will do
 * @throws HubspotError 401 without a good token, 403 MISSING_SCOPES without the scope
 */
export function authorizeCall(
  authorization: string | null,
  scope: string | null,
  { serviceKeys, grants, now }: AuthorizeDependencies,
): CallerKind {
  const token = /^Bearer (?<token>.+)$/i.exec(authorization ?? "")?.groups?.token ?? "";
  const keyScopes = serviceKeys.get(token);
  const granted = grants?.findAccessToken(token);
  if (granted?.expiresAt && granted.expiresAt <= now()) throw expiredError(granted.expiresAt, now());
  const scopes = keyScopes ?? granted?.scopes;
  if (!scopes) {
    throw new HubspotError(
      401,
      "Authentication credentials not found. This API supports OAuth 2.0 authentication.",
      { category: "INVALID_AUTHENTICATION" },
    );
  }
  if (scope !== null && !scopes.includes(scope)) throw missingScopeError(scope);
  return keyScopes ? "service-key" : "oauth";
}

function expiredError(expiredAt: number, now: number): HubspotError {
  const ago = Math.floor((now - expiredAt) / 1000);
  return new HubspotError(401, `The OAuth token used to make this call expired ${ago} second(s) ago.`, {
    category: "EXPIRED_AUTHENTICATION",
    context: { "expire time": [new Date(expiredAt).toISOString()] },
  });
}

function missingScopeError(scope: string): HubspotError {
  return new HubspotError(
    403,
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    {
      category: "MISSING_SCOPES",
      errors: [
        {
          message: "One or more of the following scopes are required.",
          context: { requiredGranularScopes: [scope] },
        },
      ],
      links: { scopes: "https://developers.hubspot.com/scopes" },
    },
  );
}
