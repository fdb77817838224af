import { AuthorizationError } from "@coccinelle/core";
import type { CredentialsStore, StoredCredentials } from "./credentials-store.ts";
import type { AccessToken, Crm, GetAccess } from "./crm.ts";

/** A pass is to end with the token that it began with. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;
/** A request is on its way for some time, and clocks differ. */
const EXPIRY_MARGIN_MS = 30 * 1000;

export interface CrmAccess<Credentials, Access> {
  /** One renewal at a time, however many calls wait for it. */
  get: GetAccess<Access>;
  /** Reads what is stored, and renews it where it will not last. */
  open(): Promise<StoredCredentials<Credentials>>;
  /** The credentials that the present access is of; null before the first. */
  inUse(): StoredCredentials<Credentials> | null;
  /** What was last read or stored, as it is stored; null before. */
  sealedInUse(): string | null;
}

interface CrmAccessDeps<Credentials extends object, Access extends AccessToken> {
  crm: Pick<Crm<Credentials, Access, never>, "toAccess" | "renewBy" | "renew">;
  store: Pick<CredentialsStore<Credentials>, "load" | "replace">;
  clock: () => Date;
}

interface Known<Credentials, Access> {
  stored: StoredCredentials<Credentials>;
  access: Access;
}

/**
 * The access of one integration, in memory alone: renewed tokens are stored sealed before their first use,
 * and sessions that signing in gave are not stored at all.
 */
export function createCrmAccess<Credentials extends object, Access extends AccessToken>({
  crm,
  store,
  clock,
}: CrmAccessDeps<Credentials, Access>): CrmAccess<Credentials, Access> {
  let current: Known<Credentials, Access> | null = null;
  // Already given by the CRM, which may have ended the old ones, and yet to be stored.
  let unsaved: { renewed: StoredCredentials<Credentials>; credentials: Credentials } | null = null;
  let renewal: Promise<Known<Credentials, Access>> | null = null;
  let sealedInUse: string | null = null;

  async function load(): Promise<StoredCredentials<Credentials>> {
    const stored = await store.load();
    sealedInUse = stored.sealed;
    return stored;
  }

  function endsWithin({ credentials }: StoredCredentials<Credentials>, ms: number): boolean {
    const renewBy = crm.renewBy(credentials);
    return renewBy !== null && renewBy.getTime() - ms <= clock().getTime();
  }

  function renew(refused: string | null): Promise<Known<Credentials, Access>> {
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

  async function renewOnce(refused: string | null): Promise<Known<Credentials, Access>> {
    if (unsaved !== null) return signedIn(await save(unsaved));
    const stored = await load();
    const access = accessOf(stored);
    const isOther = access !== null && access.accessToken !== (refused ?? current?.access.accessToken);
    if (isOther && !endsWithin(stored, EXPIRY_MARGIN_MS)) return { stored, access };
    return renewStored(stored);
  }

  async function renewStored(stored: StoredCredentials<Credentials>): Promise<Known<Credentials, Access>> {
    let renewed: Awaited<ReturnType<typeof crm.renew>>;
    try {
      renewed = await crm.renew(stored.credentials);
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error;
      // Before it is believed: somebody may have put others in their place.
      const latest = await load();
      if (latest.sealed === stored.sealed) throw error;
      return signedIn(latest);
    }
    switch (renewed.kind) {
      case "credentials":
        return signedIn(await save({ renewed: stored, credentials: renewed.credentials }));
      case "access":
        return { stored, access: renewed.access };
    }
  }

  async function save(fresh: NonNullable<typeof unsaved>): Promise<StoredCredentials<Credentials>> {
    unsaved = fresh;
    const stored = await store.replace(fresh.renewed, fresh.credentials);
    unsaved = null;
    sealedInUse = stored.sealed;
    return stored;
  }

  /** With the access that they hold, or else one that signing in gives. */
  async function signedIn(stored: StoredCredentials<Credentials>): Promise<Known<Credentials, Access>> {
    const access = crm.toAccess(stored.credentials);
    return access === null ? renewStored(stored) : { stored, access };
  }

  /** Also the session that these credentials have given before. */
  function accessOf(stored: StoredCredentials<Credentials>): Access | null {
    const session = current?.stored.sealed === stored.sealed ? current.access : null;
    return crm.toAccess(stored.credentials) ?? session;
  }

  return {
    async get(options) {
      const refused = options?.refused ?? null;
      const known = current ?? (await renew(null));
      if (known.access.accessToken !== refused && !endsWithin(known.stored, EXPIRY_MARGIN_MS)) {
        return known.access;
      }
      return (await renew(refused)).access;
    },
    async open() {
      const stored = await (renewal?.then((renewed) => renewed.stored) ?? load());
      const access = accessOf(stored);
      if (access === null) return (await renew(null)).stored;
      current = { stored, access };
      return endsWithin(stored, RENEW_AHEAD_MS) ? (await renew(access.accessToken)).stored : stored;
    },
    inUse: () => current?.stored ?? null,
    sealedInUse: () => sealedInUse,
  };
}
