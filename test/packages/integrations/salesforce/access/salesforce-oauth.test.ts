import {
  exchangeSalesforceCode,
  PLATFORM,
  refreshSalesforceTokens,
  requestSalesforceAccess,
  type SalesforceOAuthClient,
  salesforceAuthorizeUrl,
  toCodeChallenge,
} from "@coccinelle/integrations";
import {
  createSalesforceSandbox,
  type SalesforceApp,
  type SalesforceSandboxOptions,
} from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { jwtAudience } from "../../../../../packages/integrations/src/salesforce/access/request-salesforce-access.ts";

const REDIRECT_URI = "https://crm.example.com/oauth/salesforce/callback";
const LOGIN_URL = "https://login.salesforce.com";
const MY_DOMAIN = "https://acme.my.salesforce.com";
const USERNAME = "sync@acme.example.com";

function connect(app: Partial<SalesforceApp> = {}, options: Partial<SalesforceSandboxOptions> = {}) {
  const secrets = { clientId: crypto.randomUUID(), clientSecret: crypto.randomUUID() };
  const clock = () => new Date("2026-11-22T10:00:00.000Z");
  const sandbox = createSalesforceSandbox({
    clock,
    sleep: async () => {},
    newId: () => crypto.randomUUID(),
    users: [{ username: USERNAME, name: "Sync" }],
    instanceUrl: MY_DOMAIN,
    app: {
      ...secrets,
      accessTokenSeconds: 7200,
      refreshTokenSeconds: 30 * 24 * 60 * 60,
      rotatesRefreshTokens: true,
      ...app,
    },
    ...options,
  });
  const fetch = (request: Request) => sandbox.fetch(request);
  const client: SalesforceOAuthClient = { ...PLATFORM, ...secrets, loginUrl: LOGIN_URL, fetch };
  return { sandbox, client, deps: { ...PLATFORM, fetch, loginUrl: LOGIN_URL, clock } };
}

async function authorize(
  { sandbox, client }: ReturnType<typeof connect>,
  codeVerifier: string,
): Promise<URL> {
  const codeChallenge = await toCodeChallenge(codeVerifier);
  const url = salesforceAuthorizeUrl(client, { redirectUri: REDIRECT_URI, state: "a state", codeChallenge });
  const answer = await sandbox.fetch(new Request(`${url}&auto=1`, { redirect: "manual" }));
  return new URL(answer.headers.get("location") ?? "");
}

function toPem(kind: "PRIVATE KEY" | "PUBLIC KEY", key: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(key)));
  return [`-----BEGIN ${kind}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${kind}-----`, ""].join(
    "\n",
  );
}

async function newKeyPair(): Promise<{ privateKey: string; publicKey: string }> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("publicKey" in pair)) throw new Error("no pair of keys");
  const [pkcs8, spki] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
    crypto.subtle.exportKey("spki", pair.publicKey),
  ]);
  if (!(pkcs8 instanceof ArrayBuffer && spki instanceof ArrayBuffer)) throw new Error("no keys");
  return { privateKey: toPem("PRIVATE KEY", pkcs8), publicKey: toPem("PUBLIC KEY", spki) };
}

describe("authorising at Salesforce", () => {
  it("leads to its login page with the state, the scopes and the challenge", () => {
    const url = new URL(
      salesforceAuthorizeUrl(
        { loginUrl: LOGIN_URL, clientId: "an id" },
        { redirectUri: REDIRECT_URI, state: "a state", codeChallenge: "a challenge" },
      ),
    );
    expect(url.origin + url.pathname).toBe(`${LOGIN_URL}/services/oauth2/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "an id",
      redirect_uri: REDIRECT_URI,
      scope: "api refresh_token",
      state: "a state",
      code_challenge: "a challenge",
      code_challenge_method: "S256",
    });
  });

  it("gives tokens for the code, and new ones for the refresh token", async () => {
    const connection = connect();
    const back = await authorize(connection, "a verifier");
    expect(back.searchParams.get("state")).toBe("a state");
    const code = back.searchParams.get("code") ?? "";
    const exchange = { code, redirectUri: REDIRECT_URI, codeVerifier: "a verifier" };
    const tokens = await exchangeSalesforceCode(connection.client, exchange);
    expect(tokens.instanceUrl).toBe(MY_DOMAIN);
    const renewed = await refreshSalesforceTokens(connection.client, tokens.refreshToken);
    expect(renewed.accessToken).not.toBe(tokens.accessToken);
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken);
    await expect(refreshSalesforceTokens(connection.client, tokens.refreshToken)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it("keeps a refresh token that does not change", async () => {
    const { sandbox, client } = connect({ rotatesRefreshTokens: false });
    const { refreshToken } = sandbox.grant();
    expect(await refreshSalesforceTokens(client, refreshToken)).toMatchObject({ refreshToken });
  });

  it("asks a person again for a code with another verifier", async () => {
    const connection = connect();
    const code = (await authorize(connection, "a verifier")).searchParams.get("code") ?? "";
    await expect(
      exchangeSalesforceCode(connection.client, { code, redirectUri: REDIRECT_URI, codeVerifier: "another" }),
    ).rejects.toMatchObject({ name: "AuthorizationError" });
  });

  it("asks a person again once the grant is gone, and not before", async () => {
    const { sandbox, client } = connect({ rotatesRefreshTokens: false });
    const { refreshToken } = sandbox.grant();
    for (const fault of [
      { kind: "fail-before" as const },
      { kind: "drop-answer" as const },
      { kind: "status" as const, status: 503 },
      { kind: "status" as const, status: 403 },
    ]) {
      sandbox.faults.push({ match: () => true, times: 1, ...fault });
      await expect(refreshSalesforceTokens(client, refreshToken)).rejects.toMatchObject({
        name: "TransientError",
      });
    }
    await refreshSalesforceTokens(client, refreshToken);
    sandbox.revokeGrants();
    await expect(refreshSalesforceTokens(client, refreshToken)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it.each([
    { error: "invalid_grant", error_description: "login rate exceeded" },
    { error: "rate_limit_exceeded" },
  ])("waits where it was asked for too often: %j", async (body) => {
    const client = { loginUrl: LOGIN_URL, clientId: "an id", clientSecret: "a secret" };
    const fetch = async () => Response.json(body, { status: 400 });
    await expect(refreshSalesforceTokens({ ...PLATFORM, ...client, fetch }, "any")).rejects.toMatchObject({
      retryAfterSeconds: 900,
    });
  });

  it.each(["<html>", "null", "[]", '{"error":7}', '{"access_token":"a secret"}'])(
    "believes no answer that says nothing: %s",
    async (text) => {
      const client = { loginUrl: LOGIN_URL, clientId: "an id", clientSecret: "a secret" };
      for (const status of [200, 400]) {
        const headers = { "content-type": "application/json" };
        const fetch = async () => new Response(text, { status, headers });
        const error: unknown = await refreshSalesforceTokens({ ...PLATFORM, ...client, fetch }, "any").catch(
          (caught: unknown) => caught,
        );
        expect(error).toMatchObject({ name: "TransientError", cause: undefined });
        expect(String(error)).not.toContain("a secret");
      }
    },
  );

  it("uses no token whose data would be at a foreign address", async () => {
    const { sandbox, client } = connect({}, { instanceUrl: "https://acme.my.salesforce.com.evil.test" });
    const { refreshToken } = sandbox.grant();
    await expect(refreshSalesforceTokens(client, refreshToken)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it("tells a client that is not known from a grant that is gone", async () => {
    const { client } = connect();
    await expect(refreshSalesforceTokens({ ...client, clientSecret: "wrong" }, "any")).rejects.toMatchObject({
      name: "ConfigurationError",
    });
  });
});

describe("signing in with a customer's own client", () => {
  it("takes its secret at the organisation's own address", async () => {
    const { client, deps } = connect();
    const { clientId, clientSecret } = client;
    const access = await requestSalesforceAccess({ loginUrl: MY_DOMAIN, clientId, clientSecret }, deps);
    expect(access).toEqual({ accessToken: expect.any(String), instanceUrl: MY_DOMAIN });
    const atLogin = { loginUrl: LOGIN_URL, clientId, clientSecret };
    await expect(requestSalesforceAccess(atLogin, deps)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it.each([MY_DOMAIN, LOGIN_URL])("takes its certificate at %s", async (loginUrl) => {
    const { privateKey, publicKey } = await newKeyPair();
    const { client, deps } = connect({ publicKey });
    const credentials = { loginUrl, clientId: client.clientId, privateKey, username: USERNAME };
    const access = await requestSalesforceAccess(credentials, deps);
    expect(access).toEqual({ accessToken: expect.any(String), instanceUrl: MY_DOMAIN });
    const foreign = { ...credentials, privateKey: (await newKeyPair()).privateKey };
    await expect(requestSalesforceAccess(foreign, deps)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
    const stranger = { ...credentials, username: "stranger@example.com" };
    await expect(requestSalesforceAccess(stranger, deps)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it("says so where the key cannot be read, without quoting it", async () => {
    const { client, deps } = connect();
    const privateKey = "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----";
    const credentials = { loginUrl: MY_DOMAIN, clientId: client.clientId, privateKey, username: USERNAME };
    const error: unknown = await requestSalesforceAccess(credentials, deps).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ name: "ConfigurationError", cause: undefined });
    expect(String(error)).not.toContain("secret\n");
  });

  it("sends its secret to no foreign address", async () => {
    const { client, sandbox, deps } = connect();
    const { clientId, clientSecret } = client;
    const credentials = { loginUrl: "https://login.salesforce.com.evil.test", clientId, clientSecret };
    await expect(requestSalesforceAccess(credentials, deps)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
    expect(sandbox.calls).toEqual([]);
  });

  it.each([
    ["https://login.salesforce.com", "https://login.salesforce.com"],
    ["https://test.salesforce.com", "https://test.salesforce.com"],
    ["https://acme.my.salesforce.com", "https://login.salesforce.com"],
    ["https://acme-dev-ed.develop.my.salesforce.com", "https://login.salesforce.com"],
    ["https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"],
    ["https://acme-1.scratch.my.salesforce.com", "https://test.salesforce.com"],
    ["http://127.0.0.1:8790", "http://127.0.0.1:8790"],
  ])("at %s asserts itself to %s", (loginUrl, audience) => {
    expect(jwtAudience(loginUrl)).toBe(audience);
  });
});
