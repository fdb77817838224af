import {
  exchangeHubspotCode,
  type HubspotOAuthClient,
  hubspotAuthorizeUrl,
  PLATFORM,
  refreshHubspotTokens,
  toCodeChallenge,
} from "@coccinelle/integrations";
import { createHubspotSandbox, type HubspotSandbox } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";

const REDIRECT_URI = "https://crm.example.com/oauth/hubspot";

function connect(rotatesRefreshTokens = false): { sandbox: HubspotSandbox; client: HubspotOAuthClient } {
  const app = { clientId: crypto.randomUUID(), clientSecret: crypto.randomUUID() };
  const sandbox = createHubspotSandbox({
    clock: () => new Date(),
    sleep: async () => {},
    newId: () => crypto.randomUUID(),
    oauth: { ...app, accessTokenSeconds: 1800, refreshTokenSeconds: null, rotatesRefreshTokens },
  });
  const client = {
    ...app,
    apiUrl: "https://hubspot.test",
    ...PLATFORM,
    fetch: (request: Request) => sandbox.fetch(request),
  };
  return { sandbox, client };
}

async function authorize(
  { sandbox, client }: ReturnType<typeof connect>,
  codeVerifier: string,
): Promise<URL> {
  const codeChallenge = await toCodeChallenge(codeVerifier);
  const url = hubspotAuthorizeUrl(client, { redirectUri: REDIRECT_URI, state: "a state", codeChallenge });
  const answer = await sandbox.fetch(new Request(`${url}&auto=1`, { redirect: "manual" }));
  return new URL(answer.headers.get("location") ?? "");
}

describe("authorising at HubSpot", () => {
  it("leads to its own page with the state, the scopes and the challenge", () => {
    const url = new URL(
      hubspotAuthorizeUrl(
        { apiUrl: "https://api.hubapi.com", clientId: "an id" },
        { redirectUri: REDIRECT_URI, state: "a state", codeChallenge: "a challenge" },
      ),
    );
    expect(url.origin + url.pathname).toBe("https://app.hubspot.com/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: "an id",
      redirect_uri: REDIRECT_URI,
      state: "a state",
      code_challenge: "a challenge",
      code_challenge_method: "S256",
      scope: expect.stringContaining("crm.objects.contacts.write"),
    });
  });

  it("makes the challenge of RFC 7636's example", async () => {
    expect(await toCodeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
  });

  it("gives tokens for the code, and new ones for the refresh token", async () => {
    const connection = connect(true);
    const back = await authorize(connection, "a verifier");
    expect(back.searchParams.get("state")).toBe("a state");
    const code = back.searchParams.get("code") ?? "";
    const tokens = await exchangeHubspotCode(connection.client, {
      code,
      redirectUri: REDIRECT_URI,
      codeVerifier: "a verifier",
    });
    expect(tokens.expiresInSeconds).toBe(1800);
    const renewed = await refreshHubspotTokens(connection.client, tokens.refreshToken);
    expect(renewed.accessToken).not.toBe(tokens.accessToken);
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken);
  });

  it("asks a person again for a code with another verifier", async () => {
    const connection = connect();
    const code = (await authorize(connection, "a verifier")).searchParams.get("code") ?? "";
    await expect(
      exchangeHubspotCode(connection.client, { code, redirectUri: REDIRECT_URI, codeVerifier: "another" }),
    ).rejects.toMatchObject({ name: "AuthorizationError" });
  });

  it("asks a person again once the grant is gone, and not before", async () => {
    const { sandbox, client } = connect();
    const { refreshToken } = sandbox.grant([]);
    sandbox.faults.push({ match: () => true, kind: "fail-before", times: 1 });
    await expect(refreshHubspotTokens(client, refreshToken)).rejects.toMatchObject({
      name: "TransientError",
    });
    sandbox.faults.push({ match: () => true, kind: "status", status: 429, retryAfterSeconds: 3, times: 1 });
    await expect(refreshHubspotTokens(client, refreshToken)).rejects.toMatchObject({ retryAfterSeconds: 3 });
    await refreshHubspotTokens(client, refreshToken);
    sandbox.revokeGrants();
    await expect(refreshHubspotTokens(client, refreshToken)).rejects.toMatchObject({
      name: "AuthorizationError",
    });
  });

  it("names the variables where the application is not known", async () => {
    const { client } = connect();
    await expect(refreshHubspotTokens({ ...client, clientSecret: "wrong" }, "any")).rejects.toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining("HUBSPOT_CLIENT_SECRET"),
    });
  });
});
