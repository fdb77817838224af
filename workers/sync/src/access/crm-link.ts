import {
  ConfigurationError,
  type CrmAdapter,
  hashId,
  type IntegrationRef,
  type SetupReport,
  TransientError,
} from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";
import type {
  Access as AccessToken,
  AuthorizationGrant,
  AuthorizationRequest,
} from "@coccinelle/integrations";
import type { Vault } from "@coccinelle/vault";
import type { PassSettings } from "../engine/pass-context.ts";
import type { StoredCredentials } from "./access-state.ts";
import { createCredentialsStore } from "./credentials-store.ts";
import type { Crm } from "./crm.ts";
import { createCrmAccess } from "./crm-access.ts";
import { assertReady, setUpIntegration } from "./set-up-integration.ts";

/** A CRM as a pass takes it. */
export interface Connection {
  adapter: CrmAdapter;
  settings: PassSettings;
}

/** Everything that an integration's object does with its CRM outside of a pass. */
export interface CrmLink {
  /**
   * Gives a connection with access that lasts for a pass, to an account that is set up. The set-up runs again
   * only when settings or credentials have changed; renewed tokens do not count as a change.
   *
   * @throws AuthorizationError, ConfigurationError, NonRetryableError that say what a person has to put right
   */
  connect(integration: Integration): Promise<Connection>;
  setUp(integration: Integration): Promise<SetupReport>;
  /** The sealed credentials that were last read from D1 or written to it. Null before the first. */
  lastSealed(): string | null;
  /** The address at which a person grants access. */
  authorizeUrl(request: AuthorizationRequest): string;
  /** Stores the credentials that a person's grant brings. */
  completeAuthorization(grant: AuthorizationGrant): Promise<void>;
}

export interface CrmLinkDeps {
  db: D1Database;
  ref: IntegrationRef;
  openVault: () => Vault;
  /** The settings and the account that the last set-up was for, as one mark. */
  setUpMark: { get(): string | undefined; put(mark: string): void };
  clock: () => Date;
}

/** An account at the CRM, for as long as the credentials are known to be of the same one. */
interface Account<Settings> {
  mark: string;
  createAdapter: (settings: Settings) => CrmAdapter;
  /** Kept for the same settings, so that the adapter need not read the account's schema for every pass. */
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

  /** The account's adapters get access to it alone: other credentials may be of another account. */
  function openAccount(mark: string): Account<Settings> {
    const createAdapter = crm.openAccount(async (options) => {
      const given = await access.get(options);
      if (account === opened && accountMark(given.stored) === mark) return given.access;
      throw new TransientError("other credentials were entered meanwhile: the next pass begins with them");
    });
    const opened: Account<Settings> = { mark, createAdapter, connected: null };
    return opened;
  }

  function connectTo(integration: Integration, stored: StoredCredentials<Credentials>): Connection {
    const mark = accountMark(stored);
    if (account?.mark !== mark) account = openAccount(mark);
    const settings = JSON.stringify(integration.settings);
    if (account.connected?.settings !== settings) {
      const parsed = parseSettings(crm, integration);
      const connection = { adapter: account.createAdapter(parsed), settings: parsed };
      account.connected = { settings, connection };
    }
    return account.connected.connection;
  }

  async function setUp(integration: Integration, stored: StoredCredentials<Credentials>) {
    const done = await setUpIntegration(integration, connectTo(integration, stored).adapter, deps);
    if (done.report.ready) setUpMark.put(await markSetUp(done.integration, stored));
    return done;
  }

  return {
    async connect(integration) {
      const { stored } = await access.open();
      if (setUpMark.get() === (await markSetUp(integration, stored))) return connectTo(integration, stored);
      const done = await setUp(integration, stored);
      assertReady(done.report);
      return connectTo(done.integration, stored);
    },
    async setUp(integration) {
      const { stored } = await access.open();
      return (await setUp(integration, stored)).report;
    },
    lastSealed: access.lastSealed,
    authorizeUrl: crm.authorizeUrl,
    async completeAuthorization(grant) {
      await store.put(await crm.exchangeCode(grant));
      // The grant may be for another account.
      account = null;
    },
  };
}

/** Tokens that are renewed stay of the same account. Credentials that a person enters may be of another one. */
function accountMark<Credentials extends object>({
  sealed,
  credentials,
}: StoredCredentials<Credentials>): string {
  return "refreshToken" in credentials ? "" : sealed;
}

function markSetUp<Credentials extends object>(
  { settings }: Integration,
  stored: StoredCredentials<Credentials>,
): Promise<string> {
  return hashId(JSON.stringify([settings, accountMark(stored)]));
}

/** @throws ConfigurationError naming the fields that another program has written wrongly */
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
