import { HUBSPOT_SCOPES, type IssuedTokens } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { oauthApp } from "../hubspot/oauth-app.ts";
import { sandboxAccount } from "../hubspot/sandbox-account.ts";
import { clientApp } from "../salesforce/client-app.ts";
import { sandboxOrg } from "../salesforce/sandbox-org.ts";

const REDIRECT_URI = "https://crm.example.com/oauth/callback";

/** The pair of RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type AppChanges = Partial<
  Pick<ReturnType<typeof oauthApp>, "rotatesRefreshTokens" | "refreshTokenSeconds" | "extendsRefreshTokens">
>;

interface Account {
  fetch(request: Request): Promise<Response>;
  advance(durationMs: number): void;
  grant(): IssuedTokens;
  revokeGrants(): void;
  client: { client_id: string; client_secret: string };
}

interface Vendor {
  name: string;
  scope: string;
  tokenUrl: string;
  consentUrl: string;
  /** Answers 200 with any token. */
  apiUrl: string;
  newAccount(changes?: AppChanges): Account;
  newAccountWithoutApp(): Pick<Account, "fetch" | "grant">;
}

const VENDORS: Vendor[] = [
  {
    name: "HubSpot",
    scope: "crm.schemas.contacts.read",
    tokenUrl: "https://api.hubapi.com/oauth/2026-03/token",
    consentUrl: "https://app.hubspot.com/oauth/authorize",
    apiUrl: "https://api.hubapi.com/account-info/v3/details",
    newAccount(changes) {
      const app = oauthApp(changes);
      const { sandbox, advance } = sandboxAccount({ oauth: app });
      return {
        fetch: sandbox.fetch,
        advance,
        grant: () => sandbox.grant(HUBSPOT_SCOPES),
        revokeGrants: sandbox.revokeGrants,
        client: { client_id: app.clientId, client_secret: app.clientSecret },
      };
    },
    newAccountWithoutApp() {
      const { sandbox } = sandboxAccount();
      return { fetch: sandbox.fetch, grant: () => sandbox.grant(HUBSPOT_SCOPES) };
    },
  },
  {
    name: "Salesforce",
    scope: "api refresh_token",
    tokenUrl: "https://acme.my.salesforce.com/services/oauth2/token",
    consentUrl: "https://login.salesforce.com/services/oauth2/authorize",
    apiUrl: "https://acme.my.salesforce.com/services/data/v66.0/limits",
    newAccount(changes) {
      const app = clientApp(changes);
      const { sandbox, advance } = sandboxOrg({ app });
      return {
        fetch: sandbox.fetch,
        advance,
        grant: () => sandbox.grant(),
        revokeGrants: sandbox.revokeGrants,
        client: { client_id: app.clientId, client_secret: app.clientSecret },
      };
    },
    newAccountWithoutApp() {
      const { sandbox } = sandboxOrg();
      return { fetch: sandbox.fetch, grant: () => sandbox.grant() };
    },
  },
];

function useAccount({ scope, tokenUrl, consentUrl, apiUrl }: Vendor, account: Account) {
  async function exchange(fields: Record<string, string>) {
    const body = new URLSearchParams({ ...account.client, ...fields });
    const response = await account.fetch(new Request(tokenUrl, { method: "POST", body }));
    return { status: response.status, body: await response.json<Record<string, string>>() };
  }
  function authorize(fields: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams({
      client_id: account.client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: "code",
      scope,
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      ...fields,
    });
    return account.fetch(new Request(`${consentUrl}?${query}`, { redirect: "manual" }));
  }
  async function agree(fields: Record<string, string> = {}) {
    const back = await authorize({ auto: "1", ...fields });
    const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
    return { grant_type: "authorization_code", redirect_uri: REDIRECT_URI, code_verifier: VERIFIER, code };
  }
  async function statusWith(token: string | undefined): Promise<number> {
    const headers = { Authorization: `Bearer ${token}` };
    return (await account.fetch(new Request(apiUrl, { headers }))).status;
  }
  const refresh = (refresh_token: string | undefined) =>
    exchange({ grant_type: "refresh_token", refresh_token: refresh_token ?? "" });
  return { exchange, authorize, agree, statusWith, refresh };
}

const REFUSED = { status: 400, body: { error: "invalid_grant" } };

describe.each(VENDORS)("consent at $name", (vendor) => {
  it("is asked for on a page with one button, which leads back with a code and the state", async () => {
    const { authorize } = useAccount(vendor, vendor.newAccount());
    const page = await authorize({ state: `"><script>x</script>` });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    const html = await page.text();
    expect(html).toContain(`${vendor.name} sandbox`);
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain('name="auto" value="1"');
    expect(html).not.toContain("<script");

    const back = await authorize({ state: "s 1", auto: "1" });
    expect(back.status).toBe(302);
    const location = new URL(back.headers.get("location") ?? "");
    expect(location.origin + location.pathname).toBe(REDIRECT_URI);
    expect(location.searchParams.get("state")).toBe("s 1");
    expect(location.searchParams.get("code")).toBeTruthy();
  });

  it.each([
    ["another client", { client_id: "other" }],
    ["an address that is not on the web", { redirect_uri: "javascript:alert(1)" }],
    ["a challenge by an unknown method", { code_challenge_method: "plain" }],
  ])("is not asked for with %s", async (_, fields) => {
    const { authorize } = useAccount(vendor, vendor.newAccount());
    expect((await authorize({ ...fields, auto: "1" })).status).toBe(400);
  });
});

describe.each(VENDORS)("an authorization code of $name", (vendor) => {
  it("is exchanged once, for an access token and a refresh token", async () => {
    const { agree, exchange, statusWith } = useAccount(vendor, vendor.newAccount());
    const fields = await agree();
    const { status, body } = await exchange(fields);
    expect(status).toBe(200);
    expect(body.refresh_token).toBeTruthy();
    expect(await statusWith(body.access_token)).toBe(200);
    expect(await exchange(fields)).toMatchObject(REFUSED);
  });

  it("is refused without its verifier, at another redirect address, and after 300 seconds", async () => {
    const account = vendor.newAccount();
    const { agree, exchange } = useAccount(vendor, account);
    expect(await exchange({ ...(await agree()), code_verifier: "" })).toMatchObject(REFUSED);
    expect(await exchange({ ...(await agree()), code_verifier: `${VERIFIER}x` })).toMatchObject(REFUSED);
    const elsewhere = { ...(await agree()), redirect_uri: "https://evil.example/" };
    expect(await exchange(elsewhere)).toMatchObject(REFUSED);
    const late = await agree();
    account.advance(300_000);
    expect(await exchange(late)).toMatchObject(REFUSED);
  });
});

describe.each(VENDORS)("a refresh token of $name", (vendor) => {
  it("is replaced by each use where refresh tokens rotate", async () => {
    const account = vendor.newAccount({ rotatesRefreshTokens: true });
    const { refresh } = useAccount(vendor, account);
    const { refreshToken } = account.grant();
    const rotated = await refresh(refreshToken);
    expect(rotated.body.refresh_token).not.toBe(refreshToken);
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
    expect((await refresh(rotated.body.refresh_token)).status).toBe(200);
  });

  it("ends at its own moment, whether it is used before or not", async () => {
    const account = vendor.newAccount({ refreshTokenSeconds: 3600 });
    const { refresh } = useAccount(vendor, account);
    const { refreshToken } = account.grant();
    account.advance(3_599_000);
    expect((await refresh(refreshToken)).status).toBe(200);
    account.advance(1000);
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
  });

  it("lives on from each use where the application is set so", async () => {
    const account = vendor.newAccount({ refreshTokenSeconds: 3600, extendsRefreshTokens: true });
    const { refresh } = useAccount(vendor, account);
    const { refreshToken } = account.grant();
    for (let time = 0; time < 3; time++) {
      account.advance(3_599_000);
      expect((await refresh(refreshToken)).status).toBe(200);
    }
    account.advance(3_600_000);
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
  });

  it("ends with its access tokens when a person removes the application", async () => {
    const account = vendor.newAccount();
    const { refresh, statusWith } = useAccount(vendor, account);
    const { accessToken, refreshToken } = account.grant();
    expect(await statusWith(accessToken)).toBe(200);
    account.revokeGrants();
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
    expect(await statusWith(accessToken)).toBe(401);
  });
});

describe.each(VENDORS)("a stand-in of $name without an application", (vendor) => {
  it("answers 404 at the OAuth addresses", async () => {
    const { fetch, grant } = vendor.newAccountWithoutApp();
    expect((await fetch(new Request(vendor.tokenUrl, { method: "POST", body: "" }))).status).toBe(404);
    expect((await fetch(new Request(vendor.consentUrl))).status).toBe(404);
    expect(grant).toThrow("no OAuth application");
  });
});
