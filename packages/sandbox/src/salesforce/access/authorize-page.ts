import * as z from "zod";
import {
  AUTHORIZE_FIELDS,
  HALF_A_CHALLENGE,
  hasWholeChallenge,
  leadBack,
} from "../../oauth/authorize-query.ts";
import { toConsentPage, toRefusalPage } from "../../oauth/consent-page.ts";
import type { OAuthGrants } from "../../oauth/oauth-grants.ts";
import type { SalesforceApp } from "../api/salesforce-options.ts";
import { DEFAULT_SCOPES } from "./oauth-routes.ts";

const VENDOR = "Salesforce";

const AuthorizeQuery = z
  .object({
    ...AUTHORIZE_FIELDS,
    response_type: z.literal("code"),
    /** Separated by blanks. */
    scope: z.string().default(DEFAULT_SCOPES.join(" ")),
  })
  .refine(hasWholeChallenge, { error: HALF_A_CHALLENGE });

/** Where a person grants access: a page with one button, which leads back with a code and the state. */
export function answerAuthorizeRequest(grants: OAuthGrants, app: SalesforceApp, url: URL): Response {
  const parsed = AuthorizeQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) return toRefusalPage(VENDOR, z.prettifyError(parsed.error));
  const query = parsed.data;
  if (query.client_id !== app.clientId) return toRefusalPage(VENDOR, "client identifier invalid");
  if (query.code_challenge === undefined && app.requiresPkce !== false) {
    return toRefusalPage(VENDOR, "missing required code challenge");
  }
  return query.auto === "1" ? leadBack(grants, query) : toConsentPage(VENDOR, url);
}
