import { env } from "cloudflare:workers";
import type { HubspotCredentials } from "@coccinelle/core";
import { getCRMDatabaseService, insertIntegration, type Metadata } from "@coccinelle/db";
import {
  createHubspotSandbox,
  HUBSPOT_SCOPES,
  type HubspotSandbox,
  type HubspotSandboxOptions,
} from "@coccinelle/sandbox";
import { createVault, integrationCredentialsPlace } from "@coccinelle/vault";
import { expect, vi } from "vitest";
import { uniqueId } from "../../support/message-event.ts";

/** Far from any limit, so that no test waits for one. */
const WIDE_LIMITS = {
  perTenSeconds: 1_000_000,
  oauthPerTenSeconds: 1_000_000,
  searchesPerSecond: 1_000_000,
  perDay: 1_000_000_000,
};

const sandboxes = new Map<string, HubspotSandbox>();

/** The network is closed: whatever is no test's HubSpot cannot be reached. */
vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
  const request = new Request(input, init);
  const { host } = new URL(request.url);
  const sandbox = sandboxes.get(host);
  if (!sandbox) throw new Error(`unexpected call to ${host}`);
  return sandbox.fetch(request);
});

export const vault = createVault(env.CREDENTIALS_KEYS, {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

interface WorldOptions {
  hubspot?: Partial<HubspotSandboxOptions>;
  /** Default: a service key with every right. Null: it waits for an authorisation. */
  credentials?: ((sandbox: HubspotSandbox) => HubspotCredentials) | null;
  scopes?: readonly string[];
  settings?: Metadata;
}

/** A tenant with an integration, an object and a HubSpot account that no other test has. */
export async function newSyncWorld({
  hubspot = {},
  scopes = HUBSPOT_SCOPES,
  settings = {},
  ...options
}: WorldOptions = {}) {
  const tenantId = uniqueId("tenant");
  const integrationId = uniqueId("integration");
  const ref = { tenantId, integrationId };
  const accessToken = crypto.randomUUID();
  const clock = { aheadMs: 0 };
  const sandbox = createHubspotSandbox({
    clock: () => new Date(Date.now() + clock.aheadMs),
    newId: () => crypto.randomUUID(),
    sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    serviceKeys: { [accessToken]: scopes },
    limits: WIDE_LIMITS,
    oauth: {
      clientId: env.HUBSPOT_CLIENT_ID,
      clientSecret: env.HUBSPOT_CLIENT_SECRET,
      accessTokenSeconds: 1800,
      refreshTokenSeconds: null,
      rotatesRefreshTokens: true,
    },
    ...hubspot,
  });
  const host = `${integrationId}.hubspot.test`;
  sandboxes.set(host, sandbox);
  Object.assign(env, { HUBSPOT_API_URL: `https://${host}` });

  const { credentials = () => ({ accessToken }) } = options;
  const seal = (plain: HubspotCredentials) =>
    vault.seal(JSON.stringify(plain), integrationCredentialsPlace({ id: integrationId, tenantId }));
  const sealed = credentials === null ? null : await seal(credentials(sandbox));
  await insertIntegration(
    env.DB,
    { id: integrationId, tenantId, system: "hubspot", credentials: sealed, settings },
    new Date(),
  );

  const findRow = () =>
    env.DB.prepare(
      `SELECT i.sync_status AS status, i.credentials,
         (SELECT r.error FROM sync_runs r WHERE r.integration_id = i.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS error
       FROM crm_integrations i WHERE i.id = ?1`,
    )
      .bind(integrationId)
      .first<{ status: string; credentials: string | null; error: string | null }>();

  return {
    ...ref,
    ref,
    accessToken,
    sandbox,
    seal,
    object: env.INTEGRATIONS.getByName(integrationId),
    customers: getCRMDatabaseService(env.DB, tenantId),
    findRow,
    status: async () => (await findRow())?.status,
    lastError: async () => (await findRow())?.error ?? null,
    storedCredentials: async (): Promise<HubspotCredentials> => {
      const row = await findRow();
      const place = integrationCredentialsPlace({ id: integrationId, tenantId });
      return JSON.parse(await vault.open(row?.credentials ?? "", place));
    },
    /** Of everybody who is at HubSpot. */
    firstNames: () => sandbox.records("contacts").map(({ properties }) => properties.firstname),
    /** Those that called HubSpot. */
    passes: () => new Set(sandbox.calls.map(({ pass }) => pass).filter((pass) => pass !== null)),
    /** Answers from then on as another account. */
    connectTo(other: HubspotSandbox) {
      sandboxes.set(host, other);
    },
    advanceHubspot(ms: number) {
      clock.aheadMs += ms;
    },
  };
}

export type SyncWorld = Awaited<ReturnType<typeof newSyncWorld>>;

/** Asks until the answer is as expected. */
export function eventually<Answer>(ask: () => Answer | Promise<Answer>) {
  return expect.poll(ask, { timeout: 15_000, interval: 20 });
}

/** What was logged until the returned function is called. */
export function captureLogs(): () => string {
  const lines: string[] = [];
  const spies = (["info", "warn", "error", "log"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line))),
  );
  return () => {
    for (const spy of spies) spy.mockRestore();
    return lines.join("\n");
  };
}
