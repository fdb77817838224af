import { AuthorizationError, type HubspotAuthorization, type HubspotCredentials } from "@coccinelle/core";
import type { GetAccessToken, HubspotTokens } from "@coccinelle/integrations";
import type { CredentialsStore, StoredCredentials } from "./credentials-store.ts";
import { toAuthorization } from "./to-authorization.ts";

/** A pass is to end with the token that it began with. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;
/** A request is on its way for some time, and clocks differ. */
const EXPIRY_MARGIN_MS = 30 * 1000;

export interface AccessTokens {
  /** For each call; one renewal at a time, however many calls wait for it. */
  get: GetAccessToken;
  /** Reads what is stored, and renews it where it will not last. */
  open(): Promise<StoredCredentials>;
}

interface AccessTokensDeps {
  store: Pick<CredentialsStore, "load" | "replace">;
  /** Throws `AuthorizationError` where the grant is gone. */
  refresh: (refreshToken: string) => Promise<HubspotTokens>;
  clock: () => Date;
}

/** The access tokens of one integration: in memory alone, and stored sealed before the first use. */
export function createAccessTokens({ store, refresh, clock }: AccessTokensDeps): AccessTokens {
  let current: StoredCredentials | null = null;
  // Already given by the CRM, which may have ended the old ones, and yet to be stored.
  let unsaved: { renewed: StoredCredentials; authorization: HubspotAuthorization } | null = null;
  let renewal: Promise<StoredCredentials> | null = null;

  const expiresWithin = (credentials: HubspotCredentials, ms: number) =>
    "expiresAt" in credentials && Date.parse(credentials.expiresAt) - ms <= clock().getTime();

  function renew(refused: string | null): Promise<StoredCredentials> {
    renewal ??= renewOnce(refused)
      .then((renewed) => {
        current = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function renewOnce(refused: string | null): Promise<StoredCredentials> {
    if (unsaved !== null) return save(unsaved);
    const stored = await store.load();
    const { credentials } = stored;
    const isOther = credentials.accessToken !== (refused ?? current?.credentials.accessToken);
    if (!("refreshToken" in credentials) || (isOther && !expiresWithin(credentials, EXPIRY_MARGIN_MS))) {
      return stored;
    }
    const askedAt = clock();
    let tokens: HubspotTokens;
    try {
      tokens = await refresh(credentials.refreshToken);
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error;
      const latest = await store.load();
      if (latest.sealed === stored.sealed) throw error;
      return latest;
    }
    return save({ renewed: stored, authorization: toAuthorization(tokens, askedAt) });
  }

  async function save(fresh: NonNullable<typeof unsaved>): Promise<StoredCredentials> {
    unsaved = fresh;
    const stored = await store.replace(fresh.renewed, fresh.authorization);
    unsaved = null;
    return stored;
  }

  return {
    async get(options) {
      const refused = options?.refused ?? null;
      const known = current ?? (await renew(null));
      const { accessToken } = known.credentials;
      if (accessToken !== refused && !expiresWithin(known.credentials, EXPIRY_MARGIN_MS)) return accessToken;
      return (await renew(refused)).credentials.accessToken;
    },
    async open() {
      current = await (renewal ?? store.load());
      const { credentials } = current;
      return expiresWithin(credentials, RENEW_AHEAD_MS) ? renew(credentials.accessToken) : current;
    },
  };
}
