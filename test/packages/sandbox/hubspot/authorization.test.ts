import { HUBSPOT_SCOPES, type HubspotOAuthApp } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { oauthApp } from "./oauth-app.ts";
import { sandboxAccount } from "./sandbox-account.ts";

const list = "GET /crm/v3/properties/contacts";
const redirectUri = "https://crm.example.com/oauth/callback";

/** The pair of RFC 7636, appendix B. */
const _VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const _CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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
  it("is refused when it is missing or unknown", async () => {
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

  it("of OAuth expires, and the refusal tells when", async () => {
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

  it("is refused as invalid_grant once the token has expired", async () => {
    const { sandbox, exchange, advance } = appAccount({ refreshTokenSeconds: 3600 });
    const { refreshToken } = sandbox.grant(HUBSPOT_SCOPES);
    advance(3600_000);
    expect(await exchange({ grant_type: "refresh_token", refresh_token: refreshToken })).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" },
    });
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
