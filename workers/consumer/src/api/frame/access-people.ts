import { ConfigurationError, errorFields, type Log } from "@coccinelle/core";
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import { unavailable } from "./api-error.ts";

interface AccessSettings {
  ACCESS_TEAM_DOMAIN: string;
  ACCESS_AUDIENCE: string;
}

/** The assertion of a person has an e-mail address. The assertion of a service token has none. */
const Claims = z.object({ email: z.string().regex(/^\S+@\S+$/) });

/** These errors mean a wrong assertion. Any other means that the team's keys could not be read. */
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

/** Says whether Cloudflare Access protects the API. Without both settings anybody could send its header. */
export function isBehindAccess({ ACCESS_TEAM_DOMAIN, ACCESS_AUDIENCE }: AccessSettings): boolean {
  if (Boolean(ACCESS_TEAM_DOMAIN) !== Boolean(ACCESS_AUDIENCE)) {
    throw new ConfigurationError(
      "ACCESS_TEAM_DOMAIN and ACCESS_AUDIENCE belong together: one of them is not set",
    );
  }
  return Boolean(ACCESS_TEAM_DOMAIN);
}

export interface AccessDeps {
  fetch: typeof fetch;
  clock: () => Date;
  log: Log;
}

/**
 * Makes the reader of the assertion that Cloudflare Access adds to each request (`Cf-Access-Jwt-Assertion`).
 * The reader gives the e-mail address of the person, or null where the assertion is not valid. It fetches the
 * team's keys once, when it first needs them.
 *
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 */
export function createAccessReader({
  fetch,
  clock,
  log,
}: AccessDeps): (assertion: string, settings: AccessSettings) => Promise<string | null> {
  const keysByIssuer = new Map<string, JWTVerifyGetKey>();

  function keysOf(issuer: string): JWTVerifyGetKey {
    const known = keysByIssuer.get(issuer);
    if (known) return known;
    const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), {
      [customFetch]: (url, options) => fetch(url, options),
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
        currentDate: clock(),
      });
      return Claims.safeParse(payload).data?.email ?? null;
    } catch (error) {
      if (REFUSALS.some((refusal) => error instanceof refusal)) return null;
      log("error", "access_keys_not_read", errorFields(error));
      throw unavailable("the keys of Cloudflare Access cannot be read; try again");
    }
  };
}
