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

/** As long as HubSpot's own index takes on a good day. */
const SEARCH_LAG_MS = 2_000;
const DEPS = { clock: () => new Date(), newId: randomUUID, sleep: (delayMs: number) => setTimeout(delayMs) };

/** The application of ours that people may grant access to, and that may sign in by itself where the CRM has that. */
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
  /** The body that connects a tenant to it. */
  integration: { system: string; credentials: Record<string, string> };
  /** What the Workers' variables are to be. */
  variables: Record<string, string>;
}

/** @param serviceKey the token that it accepts */
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

/** Its address is in what it gives: to have it again after a restart, it needs the same port. */
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
