import {
  ConfigurationError,
  type CrmAdapter,
  hashId,
  type IntegrationRef,
  type SetupReport,
  SyncSettings,
} from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";
import {
  createHubspotAdapter,
  type Fetch,
  type HubspotOAuthClient,
  HubspotSettings,
  newCallState,
  refreshHubspotTokens,
} from "@coccinelle/integrations";
import type { Vault } from "@coccinelle/vault";
import { createAccessTokens } from "./access-tokens.ts";
import {
  type CredentialsStore,
  createCredentialsStore,
  type StoredCredentials,
} from "./credentials-store.ts";
import type { PassSettings } from "./engine/pass-context.ts";
import { assertReady, setUpIntegration } from "./set-up-integration.ts";

const Settings = HubspotSettings.extend(SyncSettings.shape);

/** A CRM as a pass takes it. */
export interface Connection {
  adapter: CrmAdapter;
  settings: PassSettings;
}

/**
 * All that an integration's object holds in memory of its CRM: the open credentials, how far the account's
 * limits are used, and the adapter with what it knows of the account.
 */
export interface HubspotLink {
  credentials: CredentialsStore;
  /**
   * A connection with a token that lasts, to an account that is set up: once for the same settings and
   * credentials, renewed tokens aside.
   *
   * @throws AuthorizationError, ConfigurationError, NonRetryableError that say what is to be put right
   */
  connect(integration: Integration): Promise<Connection>;
  setUp(integration: Integration): Promise<SetupReport>;
}

export interface HubspotLinkDeps {
  db: D1Database;
  ref: IntegrationRef;
  openVault: () => Vault;
  fetch: Fetch;
  apiUrl: string;
  getOAuthClient: () => HubspotOAuthClient;
  /** What the account was last set up for. */
  setUpMark: { get(): string | undefined; put(mark: string): void };
  clock: () => Date;
  random: () => number;
  sleep: (delayMs: number) => Promise<void>;
}

export function createHubspotLink(deps: HubspotLinkDeps): HubspotLink {
  const { setUpMark } = deps;
  const callState = newCallState();
  const credentials = createCredentialsStore(deps);
  const accessTokens = createAccessTokens({
    store: credentials,
    refresh: async (refreshToken) => refreshHubspotTokens(deps.getOAuthClient(), refreshToken),
    clock: deps.clock,
  });
  let connected: { settings: string; connection: Connection } | null = null;

  /** The same adapter for the same settings, so that it need not read the account's schema for every pass. */
  function adapt(integration: Integration): Connection {
    const settings = JSON.stringify(integration.settings);
    if (connected?.settings !== settings) {
      const parsed = parseSettings(integration);
      const adapter = createHubspotAdapter({
        ...deps,
        getAccessToken: accessTokens.get,
        callState,
        settings: parsed,
      });
      connected = { settings, connection: { adapter, settings: parsed } };
    }
    return connected.connection;
  }

  async function setUp(stored: StoredCredentials, integration: Integration) {
    const done = await setUpIntegration(integration, adapt(integration).adapter, deps);
    if (done.report.ready) setUpMark.put(await markOf(done.integration, stored));
    return done;
  }

  return {
    credentials,
    async connect(integration) {
      const stored = await accessTokens.open();
      if (setUpMark.get() === (await markOf(integration, stored))) return adapt(integration);
      const done = await setUp(stored, integration);
      assertReady(done.report);
      return adapt(done.integration);
    },
    async setUp(integration) {
      const { report } = await setUp(await accessTokens.open(), integration);
      return report;
    },
  };
}

function markOf({ settings }: Integration, { sealed, credentials }: StoredCredentials): Promise<string> {
  return hashId(JSON.stringify([settings, "refreshToken" in credentials ? null : sealed]));
}

/** @throws ConfigurationError for what another program wrote wrongly */
function parseSettings({ id, settings }: Integration) {
  const { data, error } = Settings.safeParse(settings);
  if (data) return data;
  const fields = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new ConfigurationError(`the integration's settings cannot be read: ${fields}`, {
    context: { integrationId: id },
  });
}
