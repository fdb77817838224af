import { AuthorizationError, type IntegrationRef, NonRetryableError } from "@coccinelle/core";
import { findIntegration, replaceCredentials, updateIntegration } from "@coccinelle/db";
import { integrationCredentialsPlace, type Vault } from "@coccinelle/vault";
import type { StoredCredentials } from "./access-state.ts";
import type { Schema } from "./crm.ts";

export interface CredentialsStore<Credentials> {
  /** @throws AuthorizationError where D1 holds none */
  load(): Promise<StoredCredentials<Credentials>>;
  /**
   * Stores credentials in the place of the sealed ones that they renew.
   *
   * @returns null where D1 holds other ones, which stay
   */
  replace(sealed: string, credentials: Credentials): Promise<StoredCredentials<Credentials> | null>;
  /** Stores credentials whatever D1 holds, and ends the integration's wait for them. */
  put(credentials: Credentials): Promise<void>;
}

interface CredentialsStoreDeps<Credentials> {
  db: D1Database;
  ref: IntegrationRef;
  schema: Schema<Credentials>;
  openVault: () => Vault;
  clock: () => Date;
}

/** One integration's credentials in D1, sealed. */
export function createCredentialsStore<Credentials>({
  db,
  ref,
  schema,
  openVault,
  clock,
}: CredentialsStoreDeps<Credentials>): CredentialsStore<Credentials> {
  const { tenantId, integrationId } = ref;
  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  const seal = (credentials: Credentials) => openVault().seal(JSON.stringify(credentials), place);

  /** An error quotes neither the text nor a parser's message about it: both may hold a token. */
  function parseCredentials(text: string): Credentials {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new NonRetryableError("the stored credentials have an unknown form: enter them again", {
      context: { integrationId },
    });
  }

  return {
    async load() {
      const sealed = (await findIntegration(db, tenantId, integrationId))?.credentials;
      if (!sealed) {
        throw new AuthorizationError("nobody has given the authorisation yet, or entered an access token");
      }
      return { sealed, credentials: parseCredentials(await openVault().open(sealed, place)) };
    },
    async replace(sealed, credentials) {
      const row = { table: "crm_integrations", id: integrationId, tenantId, credentials: sealed } as const;
      const resealed = await seal(credentials);
      return (await replaceCredentials(db, row, resealed)) ? { sealed: resealed, credentials } : null;
    },
    async put(credentials) {
      const sealed = await seal(credentials);
      await updateIntegration(db, tenantId, integrationId, { credentials: sealed }, clock());
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
