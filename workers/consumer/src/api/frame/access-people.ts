import { ConfigurationError, errorFields, writeLog } from "@coccinelle/core";
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import { ApiError } from "./api-error.ts";

interface AccessSettings {
  ACCESS_TEAM_DOMAIN: string;
  ACCESS_AUDIENCE: string;
}

/** Of a person; a service token of Access has no address. */
const Claims = z.object({ email: z.string().regex(/^\S+@\S+$/) });

const RETRY_AFTER_SECONDS = 5;

/** What is wrong with the assertion itself; anything else is wrong with the team's keys, or with reaching them. */
const REFUSALS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

/** Whether Cloudflare Access stands before the API. Without both settings its header means nothing. */
export function isBehindAccess({ ACCESS_TEAM_DOMAIN, ACCESS_AUDIENCE }: AccessSettings): boolean {
  if (Boolean(ACCESS_TEAM_DOMAIN) !== Boolean(ACCESS_AUDIENCE)) {
    throw new ConfigurationError(
      "ACCESS_TEAM_DOMAIN and ACCESS_AUDIENCE belong together: one of them is not set",
    );
  }
  return Boolean(ACCESS_TEAM_DOMAIN);
}

/**
 * Makes what reads the assertion that Access adds to each request (`Cf-Access-Jwt-Assertion`): the
 * e-mail address of the person that it let in, or null where the assertion does not hold. The team's
 * keys are fetched when first needed, and kept.
 *
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 */
export function createAccessReader(
  fetchKeys: typeof fetch,
): (assertion: string, settings: AccessSettings) => Promise<string | null> {
  const keysByIssuer = new Map<string, JWTVerifyGetKey>();

  function keysOf(issuer: string): JWTVerifyGetKey {
    const known = keysByIssuer.get(issuer);
    if (known) return known;
    const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), {
      [customFetch]: (url, options) => fetchKeys(url, options),
    });
    keysByIssuer.set(issuer, keys);
    return keys;
  }

  return async (assertion, { ACCESS_TEAM_DOMAIN, ACCESS_AUDIENCE }) => {
    const issuer = `https://${ACCESS_TEAM_DOMAIN.replace(/^https:\/\//, "").replace(/\/$/, "")}`;
    try {
      const { payload } = await jwtVerify(assertion, keysOf(issuer), {
        issuer,
        audience: ACCESS_AUDIENCE,
        algorithms: ["RS256"],
        requiredClaims: ["exp", "email"],
      });
      return Claims.safeParse(payload).data?.email ?? null;
    } catch (error) {
      if (REFUSALS.some((refusal) => error instanceof refusal)) return null;
      writeLog("error", "access_keys_not_read", errorFields(error));
      throw new ApiError(503, "unavailable", "the keys of Cloudflare Access cannot be read; try again", {
        headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
      });
    }
  };
}
