import type { SalesforceApp, SalesforceSandboxOptions } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { certificate, clientApp } from "../client-app.ts";
import { sandboxOrg } from "../sandbox-org.ts";

const MY_DOMAIN = "https://acme.my.salesforce.com";
const COMMON_LOGIN = "https://login.salesforce.com";
const redirectUri = "https://crm.example.com/oauth/salesforce/callback";

/** The pair of RFC 7636, appendix B. */
const _VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

function appOrg(changes: Partial<SalesforceApp> = {}, options: Partial<SalesforceSandboxOptions> = {}) {
  const app = clientApp(changes);
  const org = sandboxOrg({ app, ...options });
  const client = { client_id: app.clientId, client_secret: app.clientSecret };

  return {
    ...org,
    app,
    async exchange(
      fields: Record<string, string>,
      { origin = MY_DOMAIN, headers = {} }: { origin?: string; headers?: Record<string, string> } = {},
    ) {
      const response = await org.sandbox.fetch(
        new Request(`${origin}/services/oauth2/token`, {
          method: "POST",
          headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
          body: new URLSearchParams({ ...client, ...fields }).toString(),
        }),
      );
      return { status: response.status, body: await response.json<Record<string, string>>() };
    },
    statusWith: async (accessToken: string | undefined) =>
      (await org.call("GET /limits", undefined, { Authorization: `Bearer ${accessToken}` })).status,
    authorize(fields: Record<string, string> = {}) {
      const query = {
        response_type: "code",
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: "api refresh_token",
        code_challenge: CHALLENGE,
        code_challenge_method: "S256",
        ...fields,
      };
      const url = `${COMMON_LOGIN}/services/oauth2/authorize?${new URLSearchParams(query)}`;
      return org.sandbox.fetch(new Request(url, { redirect: "manual" }));
    },
  };
}

describe("an access token", () => {
  it("is refused when it is missing or unknown, by a list of one error", async () => {
    const { call } = sandboxOrg();
    for (const Authorization of ["", "Bearer", "Basic eA==", "Bearer constructor"]) {
      expect(await call("GET /limits", undefined, { Authorization })).toMatchObject({
        status: 401,
        body: [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }],
      });
    }
  });

  it("expires after its lifetime", async () => {
    const { sandbox, statusWith, advance } = appOrg();
    const { accessToken, expiresInSeconds } = sandbox.grant();
    advance(expiresInSeconds * 1000 - 1);
    expect(await statusWith(accessToken)).toBe(200);
    advance(1);
    expect(await statusWith(accessToken)).toBe(401);
  });

  it("ends with the sessions, while refresh tokens stay", async () => {
    const { sandbox, exchange, statusWith, accessToken } = appOrg();
    const granted = sandbox.grant();
    sandbox.endSessions();
    expect(await statusWith(granted.accessToken)).toBe(401);
    expect(await statusWith(accessToken)).toBe(401);
    const renewed = await exchange({ grant_type: "refresh_token", refresh_token: granted.refreshToken });
    expect(await statusWith(renewed.body.access_token)).toBe(200);
  });

  it("leads to its user and organisation", async () => {
    const { sandbox, call } = sandboxOrg();
    const who = {
      user_id: sandbox.userId,
      organization_id: sandbox.organizationId,
      username: "integration@example.com",
    };
    expect((await call("GET //services/oauth2/userinfo")).body).toMatchObject(who);
    expect((await call(`GET //id/${sandbox.organizationId}/${sandbox.userId}`)).body).toMatchObject(who);
    expect((await call(`GET //id/${sandbox.organizationId}/005000000000001AAA`)).status).toBe(404);
  });
});

describe("a client that signs in by its secret", () => {
  const grant_type = "client_credentials";

  it("gets a token without a refresh token, and the organisation's address", async () => {
    const { exchange, statusWith, sandbox } = appOrg();
    const { status, body } = await exchange({ grant_type });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^00D\w{15}!/),
      instance_url: MY_DOMAIN,
      id: `${MY_DOMAIN}/id/${sandbox.organizationId}/${sandbox.userId}`,
      token_type: "Bearer",
      issued_at: String(Date.parse("2026-11-02T09:00:00.000Z")),
      signature: expect.any(String),
      scope: "api",
    });
    expect(await statusWith(body.access_token)).toBe(200);
  });

  it("may send its id and secret as Basic authorization", async () => {
    const { exchange, app } = appOrg();
    const headers = { Authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}` };
    expect((await exchange({ grant_type }, { headers })).status).toBe(200);
  });

  it.each([
    ["an unknown client", { client_id: "other" }, "invalid_client_id"],
    ["a wrong secret", { client_secret: "other" }, "invalid_client"],
    ["a grant of another kind", { grant_type: "password" }, "unsupported_grant_type"],
  ])("is refused as %s", async (_, fields, error) => {
    const { exchange } = appOrg();
    expect(await exchange({ grant_type, ...fields })).toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String) },
    });
  });

  it("is refused at the host that all organisations share", async () => {
    const { exchange } = appOrg();
    const refused = { status: 400, body: { error: "invalid_grant" } };
    expect(await exchange({ grant_type }, { origin: COMMON_LOGIN })).toMatchObject(refused);
  });
});

describe("a client that signs in by an assertion", () => {
  const now = Date.parse("2026-11-02T09:00:00.000Z") / 1000;
  const claims = { iss: "client-1", sub: "integration@example.com", aud: COMMON_LOGIN, exp: now + 180 };
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  async function assertingOrg() {
    const { publicKey, sign } = await certificate();
    const org = appOrg({ publicKey });
    const assert = async (assertion: string, origin = COMMON_LOGIN) =>
      org.exchange({ grant_type, assertion, client_id: "", client_secret: "" }, { origin });
    return { ...org, sign, assert };
  }

  it("gets a token, at the common host and at the organisation's own", async () => {
    const { sign, assert, statusWith } = await assertingOrg();
    const common = await assert(await sign(claims));
    expect(common.status).toBe(200);
    expect(common.body).not.toHaveProperty("refresh_token");
    expect(common.body.instance_url).toBe("https://sandbox.my.salesforce.com");
    expect(await statusWith(common.body.access_token)).toBe(200);
    const own = await assert(await sign({ ...claims, aud: MY_DOMAIN }), MY_DOMAIN);
    expect(own.body.instance_url).toBe(MY_DOMAIN);
    expect((await assert(await sign(claims), MY_DOMAIN)).status).toBe(200);
  });

  it.each([
    ["another client's", { iss: "other" }, "invalid_client_id"],
    ["for a user that there is not", { sub: "nobody@example.com" }, "invalid_grant"],
    ["for another host", { aud: "https://evil.example" }, "invalid_grant"],
    ["over", { exp: now }, "invalid_grant"],
    ["good for too long", { exp: now + 181 }, "invalid_grant"],
    ["without an end", { exp: undefined }, "invalid_grant"],
  ])("is refused when it is %s", async (_, changes, error) => {
    const { sign, assert } = await assertingOrg();
    expect(await assert(await sign({ ...claims, ...changes }))).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  it("is refused with an assertion that another key signed, that uses another algorithm, or that was changed", async () => {
    const { sign, assert } = await assertingOrg();
    const other = await certificate();
    const good = await sign(claims);
    const [header, , signature] = good.split(".");
    const forged = btoa(JSON.stringify({ ...claims, sub: "admin@example.com" })).replaceAll("=", "");
    const refused = [
      await other.sign(claims),
      await sign(claims, "HS256"),
      `${header}.${forged}.${signature}`,
      `${good}.more`,
      "x.y.z",
    ];
    for (const assertion of refused) {
      expect(await assert(assertion)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    }
  });

  it("is refused when it has no certificate", async () => {
    const { sign } = await certificate();
    const { exchange } = appOrg();
    const answer = await exchange({ grant_type, assertion: await sign(claims) });
    expect(answer.body.error).toBe("invalid_grant");
  });
});

describe("a refresh", () => {
  const refresh = (refresh_token: string | undefined) => ({
    grant_type: "refresh_token",
    refresh_token: refresh_token ?? "",
  });

  it("gives a new access token, and does not repeat a refresh token that stays", async () => {
    const { sandbox, exchange, statusWith } = appOrg();
    const { refreshToken } = sandbox.grant();
    for (let time = 0; time < 2; time++) {
      const { status, body } = await exchange(refresh(refreshToken));
      expect(status).toBe(200);
      expect(body).not.toHaveProperty("refresh_token");
      expect(await statusWith(body.access_token)).toBe(200);
    }
  });
});
