import { HUBSPOT_SCOPES, type HubspotOAuthApp } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { oauthApp } from "./oauth-app.ts";
import { sandboxAccount } from "./sandbox-account.ts";

const list = "GET /crm/v3/properties/contacts";
const redirectUri = "https://crm.example.com/oauth/callback";

/** The pair of RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

function appAccount(changes: Partial<HubspotOAuthApp> = {}) {
  const app = oauthApp(changes);
  const account = sandboxAccount({ oauth: app });
  const client = { client_id: app.clientId, client_secret: app.clientSecret };

  return {
    ...account,
    exchange: (fields: Record<string, string>, path = "/oauth/2026-03/token") =>
      account.call(`POST ${path}`, new URLSearchParams({ ...client, ...fields }).toString(), {
        "Content-Type": "application/x-www-form-urlencoded",
      }),
    callWith: (accessToken: string) =>
      account.call(list, undefined, { Authorization: `Bearer ${accessToken}` }),
    authorize: (fields: Record<string, string> = {}) => {
      const query = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: "crm.schemas.contacts.read",
      };
      const url = `https://app.example.com/oauth/authorize?${new URLSearchParams({ ...query, ...fields })}`;
      return account.sandbox.fetch(new Request(url, { redirect: "manual" }));
    },
  };
}

describe("a bearer token", () => {
  it("is needed", async () => {
    const { call } = sandboxAccount();
    const unknown = crypto.randomUUID();
    for (const Authorization of ["", "Basic eA==", "Bearer constructor", `Bearer ${unknown}`]) {
      expect(await call(list, undefined, { Authorization })).toMatchObject({
        status: 401,
        body: { category: "INVALID_AUTHENTICATION" },
      });
    }
  });

  it("needs the scope of the call, which the refusal names", async () => {
    const key = crypto.randomUUID();
    const { call, sandbox } = sandboxAccount({ serviceKeys: { [key]: ["crm.objects.contacts.read"] } });
    const headers = { Authorization: `Bearer ${key}` };
    const refused = await call(
      "POST /crm/v3/objects/contacts",
      { properties: { firstname: "Ada" } },
      headers,
    );
    expect(refused).toMatchObject({
      status: 403,
      body: {
        category: "MISSING_SCOPES",
        errors: [{ context: { requiredGranularScopes: ["crm.objects.contacts.write"] } }],
      },
    });
    expect(sandbox.records("contacts")).toEqual([]);
    const id = sandbox.add("contacts", { firstname: "Ada" });
    expect((await call(`GET /crm/v3/objects/contacts/${id}`, undefined, headers)).status).toBe(200);
  });

  it("from OAuth expires, with its moment in the refusal", async () => {
    const { sandbox, callWith, advance } = appAccount();
    const { accessToken, expiresInSeconds } = sandbox.grant(HUBSPOT_SCOPES);
    advance(expiresInSeconds * 1000 - 1);
    expect((await callWith(accessToken)).status).toBe(200);
    advance(1);
    expect(await callWith(accessToken)).toMatchObject({
      status: 401,
      body: { category: "EXPIRED_AUTHENTICATION", context: { "expire time": ["2026-11-02T09:30:00.000Z"] } },
    });
  });
});

describe("a refresh", () => {
  it.each(["/oauth/v1/token", "/oauth/v3/token", "/oauth/2026-03/token"])(
    "gives a new access token at %s",
    async (path) => {
      const { sandbox, exchange, callWith, advance } = appAccount();
      const granted = sandbox.grant(HUBSPOT_SCOPES);
      advance(1800_000);
      const { status, body } = await exchange(
        { grant_type: "refresh_token", refresh_token: granted.refreshToken },
        path,
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({
        token_type: "bearer",
        hub_id: expect.any(Number),
        expires_in: 1800,
        refresh_token: granted.refreshToken,
      });
      expect((await callWith(body.access_token)).status).toBe(200);
      expect((await callWith(granted.accessToken)).status).toBe(401);
    },
  );

  it("ends the old refresh token where they rotate", async () => {
    const { sandbox, exchange } = appAccount({ rotatesRefreshTokens: true });
    const first = sandbox.grant(HUBSPOT_SCOPES).refreshToken;
    const rotated = await exchange({ grant_type: "refresh_token", refresh_token: first });
    expect(rotated.body.refresh_token).not.toBe(first);
    expect((await exchange({ grant_type: "refresh_token", refresh_token: first })).status).toBe(400);
    const next = { grant_type: "refresh_token", refresh_token: rotated.body.refresh_token };
    expect((await exchange(next)).status).toBe(200);
  });

  it("is refused as invalid_grant once the token has expired", async () => {
    const { sandbox, exchange, advance } = appAccount({ refreshTokenSeconds: 3600 });
    const { refreshToken } = sandbox.grant(HUBSPOT_SCOPES);
    advance(3600_000);
    expect(await exchange({ grant_type: "refresh_token", refresh_token: refreshToken })).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" },
    });
  });

  it("is refused once a person has removed the application, whose access tokens end too", async () => {
    const { sandbox, exchange, callWith } = appAccount();
    const { accessToken, refreshToken } = sandbox.grant(HUBSPOT_SCOPES);
    sandbox.revokeGrants();
    const refused = await exchange(
      { grant_type: "refresh_token", refresh_token: refreshToken },
      "/oauth/v1/token",
    );
    expect(refused).toMatchObject({ status: 400, body: { status: "BAD_REFRESH_TOKEN" } });
    expect((await callWith(accessToken)).status).toBe(401);
  });

  it.each([
    ["a wrong secret", { client_secret: "other", refresh_token: "t" }, "invalid_client"],
    ["an unknown client", { client_id: "other", refresh_token: "t" }, "invalid_client"],
    ["no token", {}, "invalid_request"],
  ])("is refused with %s", async (_, fields, error) => {
    const { exchange } = appAccount();
    const refused = await exchange({ grant_type: "refresh_token", ...fields });
    expect(refused).toMatchObject({ status: 400, body: { error } });
  });
});

describe("the consent of a person", () => {
  it("is asked for on a page with one button, which agrees and leads back with code and state", async () => {
    const { authorize } = appAccount();
    const page = await authorize({ state: `"><script>x</script>` });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    const html = await page.text();
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain('name="auto" value="1"');
    expect(html).not.toContain("<script");

    const back = await authorize({ state: "s 1", auto: "1" });
    expect(back.status).toBe(302);
    const location = new URL(back.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(redirectUri);
    expect(location.searchParams.get("state")).toBe("s 1");
    expect(location.searchParams.get("code")).toBeTruthy();
  });

  it.each([
    ["another client", { client_id: "other" }],
    ["a place that is no web address", { redirect_uri: "javascript:alert(1)" }],
    ["a challenge by an unknown method", { code_challenge: CHALLENGE, code_challenge_method: "plain" }],
  ])("is not asked for with %s", async (_, fields) => {
    const { authorize } = appAccount();
    expect((await authorize({ ...fields, auto: "1" })).status).toBe(400);
  });
});

describe("an authorization code", () => {
  async function grantedCode(account: ReturnType<typeof appAccount>, fields: Record<string, string> = {}) {
    const back = await account.authorize({ auto: "1", ...fields });
    return new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  }
  const pkce = { code_challenge: CHALLENGE, code_challenge_method: "S256" };
  const exchanged = { grant_type: "authorization_code", redirect_uri: redirectUri };

  it("is exchanged once, for tokens with the scopes that were agreed to", async () => {
    const account = appAccount();
    const code = await grantedCode(account);
    const { status, body } = await account.exchange({ ...exchanged, code });
    expect(status).toBe(200);
    expect(body.scopes).toEqual(["crm.schemas.contacts.read"]);
    expect((await account.callWith(body.access_token)).status).toBe(200);
    expect(await account.exchange({ ...exchanged, code })).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", status: "BAD_AUTH_CODE" },
    });
  });

  it("needs the verifier of its challenge", async () => {
    const account = appAccount();
    const good = { ...exchanged, code: await grantedCode(account, pkce), code_verifier: VERIFIER };
    expect((await account.exchange(good)).status).toBe(200);
    const wrong = { ...exchanged, code: await grantedCode(account, pkce), code_verifier: `${VERIFIER}x` };
    expect((await account.exchange(wrong)).status).toBe(400);
    const none = { ...exchanged, code: await grantedCode(account, pkce) };
    expect((await account.exchange(none)).status).toBe(400);
  });

  it("is refused from another redirect address, and after its few minutes", async () => {
    const account = appAccount();
    const elsewhere = {
      ...exchanged,
      code: await grantedCode(account),
      redirect_uri: "https://evil.example/",
    };
    expect((await account.exchange(elsewhere)).status).toBe(400);
    const late = { ...exchanged, code: await grantedCode(account) };
    account.advance(300_000);
    expect((await account.exchange(late)).status).toBe(400);
  });
});

describe("a sandbox without an OAuth application", () => {
  it("has no OAuth addresses", async () => {
    const { call, sandbox } = sandboxAccount();
    expect((await call("POST /oauth/v1/token", "grant_type=refresh_token")).status).toBe(404);
    expect(() => sandbox.grant(HUBSPOT_SCOPES)).toThrow("no OAuth application");
  });
});
