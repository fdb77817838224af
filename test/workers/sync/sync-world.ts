import { env } from "cloudflare:workers";
import type { CrmSystem, HubspotCredentials, IntegrationRef, SalesforceCredentials } from "@coccinelle/core";
import { getCRMDatabaseService, insertIntegration, type Metadata } from "@coccinelle/db";
import {
  createHubspotSandbox,
  createSalesforceSandbox,
  HUBSPOT_SCOPES,
  type HubspotSandbox,
  type HubspotSandboxOptions,
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
  type SandboxCall,
} from "@coccinelle/sandbox";
import { createVault, integrationCredentialsPlace } from "@coccinelle/vault";
import { vi } from "vitest";
import { uniqueId } from "../../support/message-event.ts";

const MINUTE_MS = 60_000;

/** Far from any limit, so that no test waits for one. */
const WIDE_LIMITS = {
  perTenSeconds: 1_000_000,
  oauthPerTenSeconds: 1_000_000,
  searchesPerSecond: 1_000_000,
  perDay: 1_000_000_000,
};

/** A stand-in of any CRM. */
type Sandbox = Pick<HubspotSandbox, "fetch" | "calls" | "overlaps" | "countBy" | "revokeGrants"> & {
  readonly faults: { push(fault: Parameters<HubspotSandbox["faults"]["push"]>[0]): unknown; clear(): void };
};

const sandboxes = new Map<string, Pick<Sandbox, "fetch">>();

/** The network is closed: whatever is no test's CRM cannot be reached. */
vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
  const request = new Request(input, init);
  const { host } = new URL(request.url);
  const sandbox = sandboxes.get(host);
  if (!sandbox) throw new Error(`unexpected call to ${host}`);
  return sandbox.fetch(request);
});

/** Has a test's CRM answer at another address. */
export function serveAt(host: string, sandbox: Pick<Sandbox, "fetch">): void {
  sandboxes.set(host, sandbox);
}

export const vault = createVault(env.CREDENTIALS_KEYS, {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

interface CrmOptions<CrmSandbox, Credentials> {
  /** Default: one that no other test has. */
  tenantId?: string;
  /** Default: those that last and have every right. Null: it waits for an authorisation. */
  credentials?: ((sandbox: CrmSandbox) => Credentials) | null;
  settings?: Metadata;
}

interface WorldOptions extends CrmOptions<HubspotSandbox, HubspotCredentials> {
  hubspot?: Partial<HubspotSandboxOptions>;
  scopes?: readonly string[];
}

interface SalesforceWorldOptions extends CrmOptions<SalesforceSandbox, SalesforceCredentials> {
  salesforce?: Partial<SalesforceSandboxOptions>;
}

/** What is the same for a tenant with any CRM. */
async function newWorld<Credentials>({
  ref,
  system,
  host,
  sandbox,
  credentials,
  settings = {},
}: {
  ref: IntegrationRef;
  system: CrmSystem;
  host: string;
  sandbox: Sandbox;
  credentials: Credentials | null;
  settings?: Metadata | undefined;
}) {
  const { tenantId, integrationId } = ref;
  sandboxes.set(host, sandbox);
  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  const seal = (plain: Credentials) => vault.seal(JSON.stringify(plain), place);
  const sealed = credentials === null ? null : await seal(credentials);
  await insertIntegration(
    env.DB,
    { id: integrationId, tenantId, system, credentials: sealed, settings },
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
    seal,
    object: env.INTEGRATIONS.getByName(integrationId),
    customers: getCRMDatabaseService(env.DB, tenantId),
    findRow,
    status: async () => (await findRow())?.status,
    lastError: async () => (await findRow())?.error ?? null,
    storedCredentials: async (): Promise<Credentials> => {
      const row = await findRow();
      return JSON.parse(await vault.open(row?.credentials ?? "", place));
    },
    /** Those that called the CRM. */
    passes: () => new Set(sandbox.calls.map(({ pass }) => pass).filter((pass) => pass !== null)),
    tokenRequests: () => sandbox.calls.filter(isTokenRequest).length,
    /** Answers from then on as another account. */
    connectTo(other: Pick<Sandbox, "fetch">) {
      sandboxes.set(host, other);
    },
  };
}

export function isTokenRequest({ path }: Pick<SandboxCall, "path">): boolean {
  return path.endsWith("/token");
}

function newRef(tenantId = uniqueId("tenant")): IntegrationRef {
  return { tenantId, integrationId: uniqueId("integration") };
}

/** A clock that may be put forward. */
function newClock() {
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
  return clock;
}

const sleep = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/** A tenant with an integration, an object and a HubSpot account that no other test has. */
export async function newSyncWorld({
  tenantId,
  hubspot = {},
  scopes = HUBSPOT_SCOPES,
  settings,
  credentials,
}: WorldOptions = {}) {
  const ref = newRef(tenantId);
  const accessToken = crypto.randomUUID();
  const clock = newClock();
  const sandbox = createHubspotSandbox({
    clock: clock.now,
    newId: () => crypto.randomUUID(),
    sleep,
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
  const host = `${ref.integrationId}.hubspot.test`;
  Object.assign(env, { HUBSPOT_API_URL: `https://${host}` });
  const world = await newWorld<HubspotCredentials>({
    ref,
    system: "hubspot",
    host,
    sandbox,
    settings,
    credentials: credentials === null ? null : (credentials?.(sandbox) ?? { accessToken }),
  });
  return {
    ...world,
    sandbox,
    accessToken,
    /** Of everybody who is at HubSpot. */
    firstNames: () => sandbox.records("contacts").map(({ properties }) => properties.firstname),
    advance(ms: number) {
      clock.aheadMs += ms;
    },
  };
}

export type SyncWorld = Awaited<ReturnType<typeof newSyncWorld>>;

/** The same with Salesforce. */
export async function newSalesforceWorld({
  tenantId,
  salesforce = {},
  settings,
  credentials,
}: SalesforceWorldOptions = {}) {
  const ref = newRef(tenantId);
  const accessToken = crypto.randomUUID();
  const clock = newClock();
  const host = `${ref.integrationId}.salesforce.test`;
  const instanceUrl = `https://${host}`;
  const app = { clientId: env.SALESFORCE_CLIENT_ID, clientSecret: env.SALESFORCE_CLIENT_SECRET };
  const sandbox = createSalesforceSandbox({
    clock: clock.now,
    newId: () => crypto.randomUUID(),
    sleep,
    accessTokens: [accessToken],
    app: {
      ...app,
      accessTokenSeconds: 7200,
      refreshTokenSeconds: 30 * 24 * 60 * 60,
      rotatesRefreshTokens: true,
    },
    limits: { perDay: 1_000_000_000 },
    ...salesforce,
  });
  Object.assign(env, { SALESFORCE_LOGIN_URL: instanceUrl });
  const world = await newWorld<SalesforceCredentials>({
    ref,
    system: "salesforce",
    host,
    sandbox,
    settings,
    credentials: credentials === null ? null : (credentials?.(sandbox) ?? { instanceUrl, accessToken }),
  });
  return {
    ...world,
    sandbox,
    accessToken,
    instanceUrl,
    app,
    /** Of everybody who is at Salesforce. */
    firstNames: () => sandbox.records("Contact").map(({ values }) => values.FirstName),
    advance(ms: number) {
      clock.aheadMs += ms;
    },
  };
}

export type SalesforceWorld = Awaited<ReturnType<typeof newSalesforceWorld>>;

/** What tests of any CRM's sync have in common. */
export type AnyWorld = Omit<
  SyncWorld | SalesforceWorld,
  "sandbox" | "seal" | "storedCredentials" | "firstNames"
> & {
  sandbox: Sandbox;
  firstNames(): unknown[];
  storedCredentials(): Promise<object>;
};

interface AnyOptions {
  tenantId?: string;
  latencyMs?: number;
  /** `granted`: what a person's consent brought, and is refused by now. Null: it waits for an authorisation. */
  credentials?: "lasting" | "granted" | null;
  settings?: Metadata;
}

/** The CRMs, for what has to hold for each of them. */
export const CRMS: readonly {
  name: string;
  system: CrmSystem;
  variables: readonly (
    | "HUBSPOT_CLIENT_ID"
    | "HUBSPOT_CLIENT_SECRET"
    | "SALESFORCE_CLIENT_ID"
    | "SALESFORCE_CLIENT_SECRET"
  )[];
  newWorld(options?: AnyOptions): Promise<AnyWorld>;
}[] = [
  {
    name: "HubSpot",
    system: "hubspot",
    variables: ["HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET"],
    async newWorld({ latencyMs = 0, credentials = "lasting", settings = {}, ...options } = {}) {
      const grant = (sandbox: HubspotSandbox) => ({
        ...tokensOf(sandbox.grant(HUBSPOT_SCOPES)),
        expiresAt: new Date(Date.now() - MINUTE_MS).toISOString(),
      });
      return newSyncWorld({
        ...options,
        hubspot: { latencyMs },
        settings,
        ...(credentials === "lasting" ? {} : { credentials: credentials && grant }),
      });
    },
  },
  {
    name: "Salesforce",
    system: "salesforce",
    variables: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"],
    async newWorld({ latencyMs = 0, credentials = "lasting", settings = {}, ...options } = {}) {
      const grant = (sandbox: SalesforceSandbox) => {
        const tokens = tokensOf(sandbox.grant());
        sandbox.endSessions();
        const instanceUrl = env.SALESFORCE_LOGIN_URL;
        return { ...tokens, instanceUrl, renewedAt: new Date().toISOString() };
      };
      return newSalesforceWorld({
        ...options,
        salesforce: { latencyMs },
        settings,
        ...(credentials === "lasting" ? {} : { credentials: credentials && grant }),
      });
    },
  },
];

function tokensOf({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }) {
  return { accessToken, refreshToken };
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
