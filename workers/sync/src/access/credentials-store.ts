import { AuthorizationError, type IntegrationRef, NonRetryableError } from "@coccinelle/core";
import { findIntegration, replaceCredentials, updateIntegration } from "@coccinelle/db";
import { integrationCredentialsPlace, type Vault } from "@coccinelle/vault";
import type { Schema } from "./crm.ts";

/** Credentials as they are in the database, and in the clear: the latter in memory alone. */
export interface StoredCredentials<Credentials> {
  sealed: string;
  credentials: Credentials;
}

export interface CredentialsStore<Credentials> {
  /** @throws AuthorizationError where there are none yet */
  load(): Promise<StoredCredentials<Credentials>>;
  /**
   * Stores credentials in the place of those that they renew. What somebody entered meanwhile stays.
   *
   * @returns what is stored then
   */
  replace(
    renewed: StoredCredentials<Credentials>,
    credentials: Credentials,
  ): Promise<StoredCredentials<Credentials>>;
  /** Stores credentials whatever is there, and ends the wait for them. */
  put(credentials: Credentials): Promise<StoredCredentials<Credentials>>;
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

  async function load(): Promise<StoredCredentials<Credentials>> {
    const sealed = (await findIntegration(db, tenantId, integrationId))?.credentials;
    if (!sealed) {
      throw new AuthorizationError("nobody has given the authorisation yet, or entered an access token");
    }
    return { sealed, credentials: parseCredentials(await openVault().open(sealed, place)) };
  }

  /** Neither the text nor what a parser says of it goes further: both may hold a token. */
  function parseCredentials(text: string): Credentials {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new NonRetryableError("the stored credentials are not of a form that is known: enter them again", {
      context: { integrationId },
    });
  }

  async function put(credentials: Credentials): Promise<StoredCredentials<Credentials>> {
    const sealed = await openVault().seal(JSON.stringify(credentials), place);
    await updateIntegration(db, tenantId, integrationId, { credentials: sealed }, clock());
    return { sealed, credentials };
  }

  return {
    load,
    put,
    async replace(renewed, credentials) {
      const sealed = await openVault().seal(JSON.stringify(credentials), place);
      const row = {
        table: "crm_integrations",
        id: integrationId,
        tenantId,
        credentials: renewed.sealed,
      } as const;
      if (await replaceCredentials(db, row, sealed)) return { sealed, credentials };
      const stored = await load();
      // The same ones under another key: they were only sealed anew, and have to make way all the same.
      const isSealedAnew = JSON.stringify(stored.credentials) === JSON.stringify(renewed.credentials);
      return isSealedAnew ? this.replace(stored, credentials) : stored;
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
