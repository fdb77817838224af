import { AuthorizationError } from "@coccinelle/core";
import type { Access as AccessToken } from "@coccinelle/integrations";
import {
  type AccessEvent,
  type AccessState,
  type AccessStep,
  findAccess,
  isAnsweredBy,
  NO_ACCESS,
  next,
  type OpenAccess,
  type StoredCredentials,
  type Wish,
} from "./access-state.ts";
import type { CredentialsStore } from "./credentials-store.ts";
import type { Crm } from "./crm.ts";

/** A token that is opened for a pass lasts to the pass's end. */
const RENEW_AHEAD_MS = 10 * 60 * 1000;
/** A request takes some time on its way, and clocks differ. */
const EXPIRY_MARGIN_MS = 30 * 1000;

export interface CrmAccess<Credentials, Access> {
  /** Access for one call. With `refused`, the CRM has just refused this access token. */
  get(options?: { refused: string }): Promise<OpenAccess<Credentials, Access>>;
  /** Reads the credentials from D1, and gives access by them that lasts for a pass. */
  open(): Promise<OpenAccess<Credentials, Access>>;
  /** The sealed credentials that were last read from D1 or written to it. Null before the first. */
  lastSealed(): string | null;
}

interface CrmAccessDeps<Credentials extends object, Access extends AccessToken> {
  crm: Pick<Crm<Credentials, Access, never>, "toAccess" | "renewBy" | "renew">;
  store: Pick<CredentialsStore<Credentials>, "load" | "replace">;
  clock: () => Date;
}

type Step<Credentials, Access> = Exclude<AccessStep<Credentials, Access>, { kind: "give" }>;

/**
 * The access of one integration. One search for access runs at a time, however many calls wait for it;
 * `next` decides each of its steps, and the steps reach D1 and the CRM.
 */
export function createCrmAccess<Credentials extends object, Access extends AccessToken>({
  crm,
  store,
  clock,
}: CrmAccessDeps<Credentials, Access>): CrmAccess<Credentials, Access> {
  let state: AccessState<Credentials, Access> = NO_ACCESS;
  let search: { wish: Wish; found: Promise<OpenAccess<Credentials, Access>> } | null = null;

  async function obtain(wish: Wish): Promise<OpenAccess<Credentials, Access>> {
    while (search !== null && !isAnsweredBy(search.wish, wish)) await Promise.allSettled([search.found]);
    search ??= {
      wish,
      found: searchFor(wish).finally(() => {
        search = null;
      }),
    };
    return search.found;
  }

  async function searchFor(wish: Wish): Promise<OpenAccess<Credentials, Access>> {
    let step = advance({ kind: "wished" }, wish);
    while (step.kind !== "give") step = advance(await perform(step), wish);
    return step.opened;
  }

  function advance(event: AccessEvent<Credentials, Access>, wish: Wish): AccessStep<Credentials, Access> {
    const turn = next(state, event, { crm, wish, now: clock() });
    state = turn.state;
    return turn.step;
  }

  async function perform(step: Step<Credentials, Access>): Promise<AccessEvent<Credentials, Access>> {
    switch (step.kind) {
      case "read":
        return { kind: "read", stored: await store.load(), refusal: step.refusal };
      case "renew":
        return renew(step.stored);
      case "save": {
        const { replaced, credentials } = step.renewal;
        const stored = await store.replace(replaced.sealed, credentials);
        return stored === null
          ? { kind: "not_saved", renewal: step.renewal, found: await store.load() }
          : { kind: "saved", stored };
      }
      case "give_up":
        throw step.error;
    }
  }

  async function renew(stored: StoredCredentials<Credentials>): Promise<AccessEvent<Credentials, Access>> {
    try {
      return { kind: "renewed", stored, renewed: await crm.renew(stored.credentials) };
    } catch (error) {
      if (!(error instanceof AuthorizationError)) throw error;
      return { kind: "refused", stored, error };
    }
  }

  return {
    async get(options) {
      const wish = { refused: options?.refused ?? null, lastsMs: EXPIRY_MARGIN_MS, isFresh: false };
      return findAccess(state, { crm, wish, now: clock() }) ?? obtain(wish);
    },
    open: () => obtain({ refused: null, lastsMs: RENEW_AHEAD_MS, isFresh: true }),
    lastSealed: () => state.lastSealed,
  };
}
