import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { call, create, newTenant } from "../api-client.ts";
import { createAccessTeam, newKey, withAccess } from "./access-team.ts";

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe("a person that Cloudflare Access let in", () => {
  it("has the deployer's rights, and is in the audit by their e-mail address", async () => {
    const { env: behindAccess, api, assertion } = await createAccessTeam();
    const { path } = newTenant();
    const as = { env: behindAccess, api, token: null, headers: await assertion() };
    expect((await call("POST", `${path}/customers`, { ...as, body: { firstName: "Sophie" } })).status).toBe(
      201,
    );
    expect((await call("GET", "/api/audit", as)).status).toBe(200);
    expect((await call("GET", `${path}/audit`, as)).body).toMatchObject({
      items: [{ actor: { kind: "access", id: "ann@example.com", name: null } }],
    });
  });

  it("is not let in where Access is not set up, because then anybody could send the header", async () => {
    const { api, assertion } = await createAccessTeam();
    const answer = await call("GET", "/api/audit", { api, token: null, headers: await assertion() });
    expect(answer.status).toBe(401);
  });

  it.each([
    ["of another team", { claims: { iss: "https://other.cloudflareaccess.com" } }],
    ["for another application", { claims: { aud: ["another"] } }],
    ["that has expired", { claims: { exp: nowSeconds() - 1 } }],
    ["that never expires", { claims: { exp: undefined } }],
    ["that is not valid yet", { claims: { nbf: nowSeconds() + 600 } }],
    ["of a service token, which has no address", { claims: { email: undefined, common_name: "id.access" } }],
    ["of an address that is none", { claims: { email: "" } }],
    ["that claims to need no signature", { header: { alg: "none" } }],
    ["that claims another algorithm", { header: { alg: "HS256" } }],
    ["of a key that the team does not have", { header: { kid: "unknown" } }],
  ])("is refused with an assertion %s", async (_name, token) => {
    const { env: behindAccess, api, assertion } = await createAccessTeam();
    const headers = await assertion(token);
    const answer = await call("GET", "/api/audit", { env: behindAccess, api, token: null, headers });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ error: { code: "unauthorized" } });
  });

  it("is refused with an assertion that another key signed, and with a text that is no assertion", async () => {
    const { env: behindAccess, api, assertion } = await createAccessTeam();
    const { privateKey } = await newKey();
    for (const headers of [await assertion({ key: privateKey }), { "cf-access-jwt-assertion": "a.b.c" }]) {
      const answer = await call("GET", "/api/audit", { env: behindAccess, api, token: null, headers });
      expect(answer.status).toBe(401);
    }
  });

  it("is refused with an assertion of another algorithm, also where a published key of the team signed it", async () => {
    const { env: behindAccess, api, assertion, elliptic } = await createAccessTeam();
    const headers = await assertion({
      header: { alg: "ES256", kid: elliptic.kid },
      key: elliptic.privateKey,
    });
    const answer = await call("GET", "/api/audit", { env: behindAccess, api, token: null, headers });
    expect(answer.status).toBe(401);
  });

  it("is recognised by the team's keys, which are fetched once", async () => {
    const team = await createAccessTeam();
    for (let times = 0; times < 3; times++) {
      const headers = await team.assertion();
      expect(
        (await call("GET", "/api/audit", { env: team.env, api: team.api, token: null, headers })).status,
      ).toBe(200);
    }
    expect(team.requests).toEqual([`https://${team.domain}/cdn-cgi/access/certs`]);
  });

  it("gets 503 while the team's keys cannot be read", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const team = await createAccessTeam();
    const as = { env: team.env, api: team.api, token: null, headers: await team.assertion() };
    team.failure.active = true;
    const answer = await call("GET", "/api/audit", as);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(logged.mock.calls.join()).toContain("access_keys_not_read");
    team.failure.active = false;
    expect((await call("GET", "/api/audit", as)).status).toBe(200);
  });

  it("has only the rights of the key that the request names", async () => {
    const { env: behindAccess, api, assertion } = await createAccessTeam();
    const { path } = newTenant();
    const { key } = await create(`${path}/keys`, { role: "viewer" });
    const as = { env: behindAccess, api, headers: await assertion() };
    const customer = { body: { firstName: "Sophie" } };
    expect((await call("POST", `${path}/customers`, { ...as, ...customer, token: String(key) })).status).toBe(
      403,
    );
    expect((await call("POST", `${path}/customers`, { ...as, ...customer, token: "wrong" })).status).toBe(
      401,
    );
  });

  it.each([
    ["cross-site", 403],
    ["same-site", 403],
    ["same-origin", 201],
    ["none", 201],
  ])("sends a change with Sec-Fetch-Site %s and gets %i", async (site, status) => {
    const { env: behindAccess, api, assertion } = await createAccessTeam();
    const { path } = newTenant();
    const headers = { ...(await assertion()), "sec-fetch-site": site };
    const as = { env: behindAccess, api, token: null, headers };
    expect((await call("POST", `${path}/customers`, { ...as, body: {} })).status).toBe(status);
    expect((await call("GET", `${path}/customers`, as)).status).toBe(200);
    // Only a program sends a key. A browser does not add one by itself.
    const byKey = { headers: { "sec-fetch-site": site }, body: {} };
    expect((await call("POST", `${path}/customers`, byKey)).status).toBe(201);
  });
});

describe("the settings of Access", () => {
  it.each([
    { ACCESS_TEAM_DOMAIN: "example.cloudflareaccess.com", ACCESS_AUDIENCE: "" },
    { ACCESS_TEAM_DOMAIN: "", ACCESS_AUDIENCE: "audience" },
  ])("are refused where only one is set: %o", async (settings) => {
    vi.spyOn(console, "error").mockReturnValue();
    const answer = await call("GET", "/api/audit", { env: withAccess(settings) });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({
      error: {
        code: "configuration",
        message: expect.stringMatching(/ACCESS_TEAM_DOMAIN and ACCESS_AUDIENCE/),
      },
    });
  });

  it("may be left out", async () => {
    const without: Env = { ...env };
    for (const name of ["ACCESS_TEAM_DOMAIN", "ACCESS_AUDIENCE"]) Reflect.deleteProperty(without, name);
    const headers = { "cf-access-jwt-assertion": "an assertion" };
    const answer = await call("GET", "/api/audit", { env: without, token: null, headers });
    expect(answer.status).toBe(401);
    expect((await call("GET", "/api/audit", { env: without, headers })).status).toBe(200);
  });

  it("may give the team's domain as its address", async () => {
    const team = await createAccessTeam();
    const settings = { ACCESS_TEAM_DOMAIN: `https://${team.domain}/`, ACCESS_AUDIENCE: team.audience };
    const as = { env: withAccess(settings), api: team.api, token: null, headers: await team.assertion() };
    expect((await call("GET", "/api/audit", as)).status).toBe(200);
  });

  it("leave the deployer's token valid", async () => {
    const { env: behindAccess, api } = await createAccessTeam();
    const answer = await call("GET", "/api/audit", { env: behindAccess, api, token: env.OPERATOR_TOKEN });
    expect(answer.status).toBe(200);
  });
});
