import type { AuthorizationError } from "@coccinelle/core";
import type { Access as AccessToken } from "@coccinelle/integrations";
import type { Crm, Renewed } from "./crm.ts";

/** Credentials as D1 holds them, and in the clear. In the clear they stay in memory. */
export interface StoredCredentials<Credentials> {
  sealed: string;
  credentials: Credentials;
}

/** Access to a CRM, and the stored credentials that gave it. */
export interface OpenAccess<Credentials, Access> {
  stored: StoredCredentials<Credentials>;
  access: Access;
}

/** Credentials that the CRM has given, and the stored ones that they replace. */
interface Renewal<Credentials> {
  replaced: StoredCredentials<Credentials>;
  credentials: Credentials;
}

/** Everything that one integration's object remembers of its access. */
export interface AccessState<Credentials, Access> {
  /** The access that calls get. Null before the first. */
  inUse: OpenAccess<Credentials, Access> | null;
  /** The sealed credentials that were last read from D1 or written to it. Null before the first. */
  lastSealed: string | null;
  /** A renewal that D1 does not hold yet. The CRM may have ended the old tokens, so it is saved before anything else. */
  unsaved: Renewal<Credentials> | null;
}

export const NO_ACCESS: AccessState<never, never> = { inUse: null, lastSealed: null, unsaved: null };

/** A caller's demands on the access. */
export interface Wish {
  /** The access token that the CRM has just refused. Null where it refused none. */
  refused: string | null;
  /** How long the access has to last from now. */
  lastsMs: number;
  /** Whether the credentials must be read from D1 after the wish was made: a person may have entered others. */
  isFresh: boolean;
}

/** An event in the search for access. */
export type AccessEvent<Credentials, Access> =
  | { kind: "wished" }
  /** D1 was read. With a refusal, it was read because the CRM had refused these credentials. */
  | { kind: "read"; stored: StoredCredentials<Credentials>; refusal: Refusal | null }
  | { kind: "renewed"; stored: StoredCredentials<Credentials>; renewed: Renewed<Credentials, Access> }
  | { kind: "refused"; stored: StoredCredentials<Credentials>; error: AuthorizationError }
  | { kind: "saved"; stored: StoredCredentials<Credentials> }
  /** D1 holds other credentials than the ones that the renewal replaces. */
  | { kind: "not_saved"; renewal: Renewal<Credentials>; found: StoredCredentials<Credentials> };

interface Refusal {
  sealed: string;
  error: AuthorizationError;
}

/** The next thing to do in the search for access. */
export type AccessStep<Credentials, Access> =
  | { kind: "read"; refusal: Refusal | null }
  | { kind: "renew"; stored: StoredCredentials<Credentials> }
  | { kind: "save"; renewal: Renewal<Credentials> }
  | { kind: "give"; opened: OpenAccess<Credentials, Access> }
  | { kind: "give_up"; error: AuthorizationError };

interface Turn<Credentials, Access> {
  state: AccessState<Credentials, Access>;
  step: AccessStep<Credentials, Access>;
}

/** Everything besides the state and the event that decides the next step. */
export interface Terms<Credentials extends object, Access extends AccessToken> {
  crm: Pick<Crm<Credentials, Access, never>, "toAccess" | "renewBy">;
  wish: Wish;
  now: Date;
}

/**
 * From a wish for access to the access: what to remember and what to do after each event.
 *
 * @throws ConfigurationError for credentials that lead to a host that is not the CRM's
 */
export function next<Credentials extends object, Access extends AccessToken>(
  state: AccessState<Credentials, Access>,
  event: AccessEvent<Credentials, Access>,
  terms: Terms<Credentials, Access>,
): Turn<Credentials, Access> {
  switch (event.kind) {
    case "wished":
      return state.unsaved === null
        ? { state, step: { kind: "read", refusal: null } }
        : save(state, state.unsaved);
    case "read":
      // The CRM's refusal counts only once it is clear that nobody has entered other credentials meanwhile.
      return event.refusal?.sealed === event.stored.sealed
        ? { state, step: { kind: "give_up", error: event.refusal.error } }
        : useOrRenew({ ...state, lastSealed: event.stored.sealed }, event.stored, terms);
    case "renewed":
      return event.renewed.kind === "credentials"
        ? save(state, { replaced: event.stored, credentials: event.renewed.credentials })
        : give(state, { stored: event.stored, access: event.renewed.access });
    case "refused": {
      const refusal = { sealed: event.stored.sealed, error: event.error };
      return { state, step: { kind: "read", refusal } };
    }
    case "saved": {
      const { stored } = event;
      const access = terms.crm.toAccess(stored.credentials);
      const saved = { ...state, unsaved: null, lastSealed: stored.sealed };
      // Tokens that have just been renewed are used however short they last, or they would be renewed for ever.
      return access === null
        ? { state: saved, step: { kind: "renew", stored } }
        : give(saved, { stored, access });
    }
    case "not_saved": {
      const { found, renewal } = event;
      // The same credentials, sealed anew under another key: the renewal replaces these, too.
      if (isSame(found.credentials, renewal.replaced.credentials)) {
        return save(state, { ...renewal, replaced: found });
      }
      return useOrRenew({ ...state, unsaved: null, lastSealed: found.sealed }, found, terms);
    }
  }
}

/** The access in use, where it fulfils the wish as it is; else null. */
export function findAccess<Credentials extends object, Access extends AccessToken>(
  { inUse }: AccessState<Credentials, Access>,
  terms: Terms<Credentials, Access>,
): OpenAccess<Credentials, Access> | null {
  return inUse !== null && !terms.wish.isFresh && isUsable(inUse, terms) ? inUse : null;
}

/** Whether a search for access that is under way for another wish will answer this one, too. */
export function isAnsweredBy(underWay: Wish, { isFresh, refused }: Wish): boolean {
  return !isFresh && (refused === null || refused === underWay.refused);
}

function useOrRenew<Credentials extends object, Access extends AccessToken>(
  state: AccessState<Credentials, Access>,
  stored: StoredCredentials<Credentials>,
  terms: Terms<Credentials, Access>,
): Turn<Credentials, Access> {
  // Credentials that only serve to sign in hold no access, but they may have given the session in use.
  const session = state.inUse?.stored.sealed === stored.sealed ? state.inUse.access : null;
  const access = terms.crm.toAccess(stored.credentials) ?? session;
  return access !== null && isUsable({ stored, access }, terms)
    ? give(state, { stored, access })
    : { state, step: { kind: "renew", stored } };
}

function isUsable<Credentials extends object, Access extends AccessToken>(
  { stored, access }: OpenAccess<Credentials, Access>,
  { crm, wish, now }: Terms<Credentials, Access>,
): boolean {
  const renewBy = crm.renewBy(stored.credentials);
  const lasts = renewBy === null || renewBy.getTime() - wish.lastsMs > now.getTime();
  return lasts && access.accessToken !== wish.refused;
}

function give<Credentials, Access>(
  state: AccessState<Credentials, Access>,
  opened: OpenAccess<Credentials, Access>,
): Turn<Credentials, Access> {
  return { state: { ...state, inUse: opened }, step: { kind: "give", opened } };
}

function save<Credentials, Access>(
  state: AccessState<Credentials, Access>,
  renewal: Renewal<Credentials>,
): Turn<Credentials, Access> {
  return { state: { ...state, unsaved: renewal }, step: { kind: "save", renewal } };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
