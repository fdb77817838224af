import {
  ConfigurationError,
  type CrmAdapter,
  hashId,
  type IntegrationRef,
  type SetupReport,
  TransientError,
} from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";
import type { Vault } from "@coccinelle/vault";
import type { PassSettings } from "../engine/pass-context.ts";
import { createCredentialsStore, type StoredCredentials } from "./credentials-store.ts";
import type { AccessToken, AuthorizationGrant, AuthorizationRequest, Crm } from "./crm.ts";
import { createCrmAccess } from "./crm-access.ts";
import { assertReady, setUpIntegration } from "./set-up-integration.ts";

/** A CRM as a pass takes it. */
export interface Connection {
  adapter: CrmAdapter;
  settings: PassSettings;
}

/**
 * All that an integration's object holds in memory of its CRM: the open credentials, how far the account's
 * limits are used, and the adapter with what it knows of the account.
 */
export interface CrmLink {
  /**
   * A connection with access that lasts, to an account that is set up: once for the same settings and
   * credentials, renewed tokens aside.
   *
   * @throws AuthorizationError, ConfigurationError, NonRetryableError that say what is to be put right
   */
  connect(integration: Integration): Promise<Connection>;
  setUp(integration: Integration): Promise<SetupReport>;
  /** The credentials that were last taken, as they are stored; null before the first time. */
  sealedInUse(): string | null;
  /** Where a person grants access. */
  authorizeUrl(request: AuthorizationRequest): string;
  /** Stores what a person's grant brings. */
  completeAuthorization(grant: AuthorizationGrant): Promise<void>;
}

export interface CrmLinkDeps {
  db: D1Database;
  ref: IntegrationRef;
  openVault: () => Vault;
  /** What the account was last set up for. */
  setUpMark: { get(): string | undefined; put(mark: string): void };
  clock: () => Date;
}

/** What is shared while the credentials are of the same account, for all that is known. */
interface Account<Settings> {
  mark: string;
  createAdapter: (settings: Settings) => CrmAdapter;
  /** The same adapter for the same settings, so that it need not read the account's schema for every pass. */
  connected: { settings: string; connection: Connection } | null;
}

export function createCrmLink<
  Credentials extends object,
  Access extends AccessToken,
  Settings extends PassSettings,
>(crm: Crm<Credentials, Access, Settings>, deps: CrmLinkDeps): CrmLink {
  const { setUpMark } = deps;
  const store = createCredentialsStore({ ...deps, schema: crm.credentials });
  const access = createCrmAccess({ crm, store, clock: deps.clock });
  let account: Account<Settings> | null = null;

  /** Its adapters get access to it alone: other credentials may be those of another account. */
  function openAccount(mark: string): Account<Settings> {
    const createAdapter = crm.openAccount(async (options) => {
      const given = await access.get(options);
      const stored = access.inUse();
      if (account === opened && stored !== null && credentialsMark(stored) === mark) return given;
      throw new TransientError("other credentials were entered meanwhile: the next pass begins with them");
    });
    const opened: Account<Settings> = { mark, createAdapter, connected: null };
    return opened;
  }

  function adapt(integration: Integration, stored: StoredCredentials<Credentials>): Connection {
    const mark = credentialsMark(stored);
    if (account?.mark !== mark) account = openAccount(mark);
    const settings = JSON.stringify(integration.settings);
    if (account.connected?.settings !== settings) {
      const parsed = parseSettings(crm, integration);
      const connection = { adapter: account.createAdapter(parsed), settings: parsed };
      account.connected = { settings, connection };
    }
    return account.connected.connection;
  }

  async function setUp(stored: StoredCredentials<Credentials>, integration: Integration) {
    const done = await setUpIntegration(integration, adapt(integration, stored).adapter, deps);
    if (done.report.ready) setUpMark.put(await markOf(done.integration, stored));
    return done;
  }

  return {
    async connect(integration) {
      const stored = await access.open();
      if (setUpMark.get() === (await markOf(integration, stored))) return adapt(integration, stored);
      const done = await setUp(stored, integration);
      assertReady(done.report);
      return adapt(done.integration, stored);
    },
    async setUp(integration) {
      const { report } = await setUp(await access.open(), integration);
      return report;
    },
    sealedInUse: access.sealedInUse,
    authorizeUrl: crm.authorizeUrl,
    async completeAuthorization(grant) {
      await store.put(await crm.exchangeCode(grant));
      // It may be of another account.
      account = null;
    },
  };
}

/** The same for tokens that are renewed; an authorisation that is given anew begins an account of its own. */
function credentialsMark<Credentials extends object>({
  sealed,
  credentials,
}: StoredCredentials<Credentials>): string {
  return "refreshToken" in credentials ? "" : sealed;
}

function markOf<Credentials extends object>(
  { settings }: Integration,
  stored: StoredCredentials<Credentials>,
): Promise<string> {
  return hashId(JSON.stringify([settings, credentialsMark(stored)]));
}

/** @throws ConfigurationError for what another program wrote wrongly */
function parseSettings<Settings extends PassSettings>(
  crm: Pick<Crm<never, never, Settings>, "settings">,
  { id, settings }: Integration,
): Settings {
  const parsed = crm.settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new ConfigurationError(`the integration's settings cannot be read: ${fields}`, {
    context: { integrationId: id },
  });
}
