import * as z from "zod";
import type { OAuthGrants } from "./oauth-grants.ts";

const AuthorizeQuery = z
  .object({
    client_id: z.string(),
    redirect_uri: z.url({ protocol: /^https?$/ }),
    /** Separated by blanks. */
    scope: z.string(),
    state: z.string().optional(),
    code_challenge: z.string().optional(),
    code_challenge_method: z.literal("S256").optional(),
    /** `1`: agree without a person. */
    auto: z.string().optional(),
  })
  .refine((query) => (query.code_challenge === undefined) === (query.code_challenge_method === undefined), {
    error: "code_challenge and code_challenge_method belong together",
  });

/** Where a person grants access: a page with one button, which leads back with a code and the state. */
export function answerAuthorizeRequest(grants: OAuthGrants, url: URL): Response {
  const parsed = AuthorizeQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) return toPage(400, `<p>${escapeHtml(z.prettifyError(parsed.error))}</p>`);
  const query = parsed.data;
  if (query.client_id !== grants.app.clientId) {
    return toPage(400, "<p>There is no application with this client id.</p>");
  }
  if (query.auto !== "1") return toPage(200, consentForm(url));

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

function consentForm({ searchParams }: URL): string {
  const fields = [...searchParams, ["auto", "1"] as const].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const scope = escapeHtml(searchParams.get("scope") ?? "");
  return `<p>The application asks for: ${scope}</p><form method="get">${fields.join("")}<button>Grant access</button></form>`;
}

function toPage(status: number, content: string): Response {
  const page = `<!doctype html><html lang="en"><title>HubSpot sandbox</title><h1>HubSpot sandbox</h1>${content}</html>`;
  return new Response(page, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
