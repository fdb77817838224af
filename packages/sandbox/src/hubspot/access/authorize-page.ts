import * as z from "zod";
import {
  AUTHORIZE_FIELDS,
  HALF_A_CHALLENGE,
  hasWholeChallenge,
  leadBack,
} from "../../oauth/authorize-query.ts";
import { toConsentPage, toRefusalPage } from "../../oauth/consent-page.ts";
import type { OAuthGrants } from "../../oauth/oauth-grants.ts";

const VENDOR = "HubSpot";

const AuthorizeQuery = z
  .object({
    ...AUTHORIZE_FIELDS,
    /** Separated by blanks. */
    scope: z.string(),
  })
  .refine(hasWholeChallenge, { error: HALF_A_CHALLENGE });

/** Where a person grants access: a page with one button, which leads back with a code and the state. */
export function answerAuthorizeRequest(grants: OAuthGrants, url: URL): Response {
  const parsed = AuthorizeQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) return toRefusalPage(VENDOR, z.prettifyError(parsed.error));
  const query = parsed.data;
  if (query.client_id !== grants.app.clientId) {
    return toRefusalPage(VENDOR, "There is no application with this client id.");
  }
  return query.auto === "1" ? leadBack(grants, query) : toConsentPage(VENDOR, url);
}
