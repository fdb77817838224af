import * as z from "zod";
import { type SandboxAnswer, toHtmlAnswer } from "../frame/answer.ts";
import type { OAuthGrants } from "./oauth-grants.ts";

/** The ways in which vendors ask for consent differently. */
interface ConsentRules {
  vendor: string;
  /** Whether `response_type=code` and a PKCE challenge are demanded. */
  isStrict: boolean;
  /** The scopes of an application that names none; undefined where it has to name some. */
  defaultScope?: string;
}

const ConsentQuery = z
  .object({
    client_id: z.string(),
    redirect_uri: z.url({ protocol: /^https?$/ }),
    response_type: z.string().optional(),
    /** Separated by blanks. */
    scope: z.string(),
    state: z.string().optional(),
    code_challenge: z.string().optional(),
    code_challenge_method: z.literal("S256").optional(),
    /** `1`: agree without a person. */
    auto: z.string().optional(),
  })
  .refine(
    ({ code_challenge, code_challenge_method }) =>
      (code_challenge === undefined) === (code_challenge_method === undefined),
    { error: "code_challenge and code_challenge_method belong together" },
  );
type ConsentQuery = z.infer<typeof ConsentQuery>;

/** Shows a person the page with one button that grants access, and leads back with a code and the state. */
export function answerConsent(grants: OAuthGrants, url: URL, rules: ConsentRules): SandboxAnswer {
  const { vendor, defaultScope } = rules;
  const given = Object.fromEntries(url.searchParams);
  const parsed = ConsentQuery.safeParse({
    ...(defaultScope !== undefined && { scope: defaultScope }),
    ...given,
  });
  if (!parsed.success) return toPage(vendor, 400, `<p>${escapeHtml(z.prettifyError(parsed.error))}</p>`);
  const query = parsed.data;
  const problem = findProblem(grants, query, rules);
  if (problem !== null) return toPage(vendor, 400, `<p>${problem}</p>`);
  return query.auto === "1" ? leadBack(grants, query) : toConsentPage(vendor, url, query.scope);
}

function findProblem({ app }: OAuthGrants, query: ConsentQuery, { isStrict }: ConsentRules): string | null {
  if (query.client_id !== app.clientId) return "There is no application with this client id.";
  if (isStrict && query.response_type !== "code") return "response_type must be code";
  if (isStrict && query.code_challenge === undefined) return "missing required code challenge";
  return null;
}

function leadBack(grants: OAuthGrants, query: ConsentQuery): SandboxAnswer {
  const back = new URL(query.redirect_uri);
  const code = grants.issueCode({
    scopes: query.scope.split(/[\s+]+/).filter((scope) => scope !== ""),
    redirectUri: query.redirect_uri,
    codeChallenge: query.code_challenge ?? null,
  });
  back.searchParams.set("code", code);
  if (query.state !== undefined) back.searchParams.set("state", query.state);
  return { status: 302, headers: { Location: back.href } };
}

/** The button asks for the same again with `auto=1`. */
function toConsentPage(vendor: string, { searchParams }: URL, scope: string): SandboxAnswer {
  const fields = [...searchParams, ["auto", "1"] as const].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const form = `<form method="get">${fields.join("")}<button>Grant access</button></form>`;
  return toPage(vendor, 200, `<p>The application asks for: ${escapeHtml(scope)}</p>${form}`);
}

function toPage(vendor: string, status: number, content: string): SandboxAnswer {
  const title = `${vendor} sandbox`;
  return toHtmlAnswer(
    status,
    `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${content}</html>`,
  );
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
