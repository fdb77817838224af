import * as z from "zod";
import type { OAuthGrants } from "./oauth-grants.ts";

/** What every vendor's page of consent is asked with. */
export const AUTHORIZE_FIELDS = {
  client_id: z.string(),
  redirect_uri: z.url({ protocol: /^https?$/ }),
  state: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.literal("S256").optional(),
  /** `1`: agree without a person. */
  auto: z.string().optional(),
};

type AuthorizeFields = z.infer<z.ZodObject<typeof AUTHORIZE_FIELDS>>;

export function hasWholeChallenge({ code_challenge, code_challenge_method }: AuthorizeFields): boolean {
  return (code_challenge === undefined) === (code_challenge_method === undefined);
}

export const HALF_A_CHALLENGE = "code_challenge and code_challenge_method belong together";

/** What comes of consent: the way back, with a code and the state. */
export function leadBack(grants: OAuthGrants, query: AuthorizeFields & { scope: string }): Response {
  const back = new URL(query.redirect_uri);
  const code = grants.issueCode({
    scopes: query.scope.split(/[\s+]+/).filter((scope) => scope !== ""),
    redirectUri: query.redirect_uri,
    codeChallenge: query.code_challenge ?? null,
  });
  back.searchParams.set("code", code);
  if (query.state !== undefined) back.searchParams.set("state", query.state);
  return Response.redirect(back.href, 302);
}
