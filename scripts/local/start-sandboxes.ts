import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  createHubspotSandbox,
  createSalesforceSandbox,
  HUBSPOT_SCOPES,
  type HubspotSandbox,
  type SalesforceSandbox,
} from "@coccinelle/sandbox";
import { type ServedSandbox, type ServeOptions, serveSandbox } from "./serve-sandbox.ts";

/** HubSpot's own search index is about 2 seconds behind on a good day. */
const SEARCH_LAG_MS = 2_000;
const DEPS = { clock: () => new Date(), newId: randomUUID, sleep: (delayMs: number) => setTimeout(delayMs) };

/** Our application. People grant it access, and where the CRM allows it, the application signs in by itself. */
interface SandboxApp {
  clientId: string;
  clientSecret: string;
}

interface StartOptions extends ServeOptions {
  app: SandboxApp;
}

export interface RunningSandbox<Sandbox> extends ServedSandbox {
  name: string;
  sandbox: Sandbox;
  /** The body of the request that connects a tenant to the stand-in. */
  integration: { system: string; credentials: Record<string, string> };
  /** The values of the Workers' variables. */
  variables: Record<string, string>;
}

/** @param serviceKey the token that the stand-in accepts */
export async function startHubspotSandbox({
  serviceKey,
  app,
  ...options
}: StartOptions & { serviceKey: string }): Promise<RunningSandbox<HubspotSandbox>> {
  const sandbox = createHubspotSandbox({
    ...DEPS,
    searchLagMs: SEARCH_LAG_MS,
    serviceKeys: { [serviceKey]: [...HUBSPOT_SCOPES] },
    oauth: { ...app, accessTokenSeconds: 1800, refreshTokenSeconds: null, rotatesRefreshTokens: true },
    owners: [{ id: "1001", email: "owner@example.com", firstName: "Olivia", lastName: "Owner" }],
    limits: { perTenSeconds: 190, oauthPerTenSeconds: 110, searchesPerSecond: 5, perDay: 250_000 },
  });
  const served = await serveSandbox(sandbox, options);
  return {
    ...served,
    name: "HubSpot",
    sandbox,
    integration: { system: "hubspot", credentials: { accessToken: serviceKey } },
    variables: {
      HUBSPOT_API_URL: served.origin,
      HUBSPOT_CLIENT_ID: app.clientId,
      HUBSPOT_CLIENT_SECRET: app.clientSecret,
    },
  };
}

/** Needs the same port after a restart, because its tokens name its address. */
export async function startSalesforceSandbox({
  app,
  ...options
}: StartOptions): Promise<RunningSandbox<SalesforceSandbox>> {
  const sandbox = createSalesforceSandbox({
    ...DEPS,
    app: {
      ...app,
      accessTokenSeconds: 2 * 60 * 60,
      refreshTokenSeconds: 30 * 24 * 60 * 60,
      rotatesRefreshTokens: true,
    },
    users: [
      { username: "sync@example.com", name: "Sync" },
      { username: "owner@example.com", name: "Owner" },
    ],
    limits: { perDay: 100_000, concurrent: 25 },
  });
  const served = await serveSandbox(sandbox, options);
  return {
    ...served,
    name: "Salesforce",
    sandbox,
    integration: { system: "salesforce", credentials: { loginUrl: served.origin, ...app } },
    variables: {
      SALESFORCE_LOGIN_URL: served.origin,
      SALESFORCE_CLIENT_ID: app.clientId,
      SALESFORCE_CLIENT_SECRET: app.clientSecret,
    },
  };
}
