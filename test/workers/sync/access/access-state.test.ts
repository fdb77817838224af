import { AuthorizationError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import {
  type AccessEvent,
  type AccessState,
  type AccessStep,
  findAccess,
  isAnsweredBy,
  NO_ACCESS,
  next,
  type Wish,
} from "../../../../workers/sync/src/access/access-state.ts";

/** Tokens that are renewed, a key that is not, and a secret that only serves to sign in. */
interface Credentials {
  accessToken?: string;
  expiresAtMs?: number;
}
interface Access {
  accessToken: string;
}
type State = AccessState<Credentials, Access>;
type Event = AccessEvent<Credentials, Access>;
type Step = AccessStep<Credentials, Access>;

const NOW_MS = 1_000_000;
const SECOND_MS = 1_000;
const now = new Date(NOW_MS);
const crm = {
  toAccess: ({ accessToken }: Credentials) => (accessToken === undefined ? null : { accessToken }),
  renewBy: ({ expiresAtMs }: Credentials) => (expiresAtMs === undefined ? null : new Date(expiresAtMs)),
};

const ofCall: Wish = { refused: null, lastsMs: 30 * SECOND_MS, isFresh: false };
const ofPass: Wish = { refused: null, lastsMs: 600 * SECOND_MS, isFresh: true };
const refusedOld: Wish = { ...ofCall, refused: "old" };

const old = { sealed: "sealed old", credentials: { accessToken: "old", expiresAtMs: NOW_MS } };
const renewed = { accessToken: "new", expiresAtMs: NOW_MS + 1800 * SECOND_MS };
const saved = { sealed: "sealed new", credentials: renewed };
const key = { sealed: "sealed key", credentials: { accessToken: "key" } };
const signIn = { sealed: "sealed secret", credentials: {} };
const session = { accessToken: "session" };
const error = new AuthorizationError("invalid_grant");
const renewal = { replaced: old, credentials: renewed };

const opened = (stored: { sealed: string; credentials: Access }) => ({
  stored,
  access: { accessToken: stored.credentials.accessToken },
});
const lasting = (seconds: number) => ({
  sealed: "sealed lasting",
  credentials: { accessToken: "lasting", expiresAtMs: NOW_MS + seconds * SECOND_MS },
});

function step(state: State, event: Event, wish: Wish = ofCall): Step {
  return next(state, event, { crm, wish, now }).step;
}

describe("the next step", () => {
  const unsaved: State = { ...NO_ACCESS, unsaved: renewal };
  const inSession: State = { ...NO_ACCESS, inUse: { stored: signIn, access: session } };
  const read = (stored: typeof old | typeof key | typeof signIn, refusal: string | null = null): Event => ({
    kind: "read",
    stored,
    refusal: refusal === null ? null : { sealed: refusal, error },
  });

  it.each<[string, State, Event, Wish, Step]>([
    ["a wish for access reads D1", NO_ACCESS, { kind: "wished" }, ofCall, { kind: "read", refusal: null }],
    [
      "a wish for access first saves a renewal that D1 does not hold",
      unsaved,
      { kind: "wished" },
      ofPass,
      { kind: "save", renewal },
    ],
    ["a key that D1 holds is given", NO_ACCESS, read(key), ofPass, { kind: "give", opened: opened(key) }],
    [
      "a key that the CRM has refused is renewed, which may give it again",
      NO_ACCESS,
      read(key),
      { ...ofCall, refused: "key" },
      { kind: "renew", stored: key },
    ],
    ["a token that has ended is renewed", NO_ACCESS, read(old), ofCall, { kind: "renew", stored: old }],
    [
      "a token that lasts for a call is given to a call",
      NO_ACCESS,
      read(lasting(31)),
      ofCall,
      { kind: "give", opened: opened(lasting(31)) },
    ],
    [
      "a token that ends during a call is renewed",
      NO_ACCESS,
      read(lasting(30)),
      ofCall,
      { kind: "renew", stored: lasting(30) },
    ],
    [
      "a token that lasts for a pass is given to a pass",
      NO_ACCESS,
      read(lasting(601)),
      ofPass,
      { kind: "give", opened: opened(lasting(601)) },
    ],
    [
      "a token that ends during a pass is renewed before the pass",
      NO_ACCESS,
      read(lasting(600)),
      ofPass,
      { kind: "renew", stored: lasting(600) },
    ],
    [
      "a token that somebody else has renewed is given in the place of the refused one",
      NO_ACCESS,
      read(saved),
      refusedOld,
      { kind: "give", opened: opened(saved) },
    ],
    [
      "a secret that has given no session signs in",
      NO_ACCESS,
      read(signIn),
      ofCall,
      { kind: "renew", stored: signIn },
    ],
    [
      "a secret that has given a session goes on with it",
      inSession,
      read(signIn),
      ofPass,
      { kind: "give", opened: { stored: signIn, access: session } },
    ],
    [
      "a secret whose session the CRM has refused signs in again",
      inSession,
      read(signIn),
      { ...ofCall, refused: "session" },
      { kind: "renew", stored: signIn },
    ],
    [
      "another secret does not go on with the session of the one before",
      inSession,
      read({ ...signIn, sealed: "sealed other secret" }),
      ofPass,
      { kind: "renew", stored: { ...signIn, sealed: "sealed other secret" } },
    ],
    [
      "renewed credentials are saved before they are used",
      NO_ACCESS,
      { kind: "renewed", stored: old, renewed: { kind: "credentials", credentials: renewed } },
      ofCall,
      { kind: "save", renewal },
    ],
    [
      "a session is given without being saved",
      NO_ACCESS,
      { kind: "renewed", stored: signIn, renewed: { kind: "access", access: session } },
      ofCall,
      { kind: "give", opened: { stored: signIn, access: session } },
    ],
    [
      "a saved token is given",
      unsaved,
      { kind: "saved", stored: saved },
      refusedOld,
      { kind: "give", opened: opened(saved) },
    ],
    [
      "a saved token that ends soon is given all the same, not renewed for ever",
      unsaved,
      { kind: "saved", stored: lasting(20) },
      ofPass,
      { kind: "give", opened: opened(lasting(20)) },
    ],
    [
      "a renewal makes way for the key that a person has entered meanwhile",
      unsaved,
      { kind: "not_saved", renewal, found: key },
      refusedOld,
      { kind: "give", opened: opened(key) },
    ],
    [
      "a renewal replaces the same credentials that were sealed anew meanwhile",
      unsaved,
      { kind: "not_saved", renewal, found: { ...old, sealed: "sealed anew" } },
      refusedOld,
      { kind: "save", renewal: { ...renewal, replaced: { ...old, sealed: "sealed anew" } } },
    ],
    [
      "refused credentials are read again before the refusal is believed",
      NO_ACCESS,
      { kind: "refused", stored: old, error },
      ofCall,
      { kind: "read", refusal: { sealed: "sealed old", error } },
    ],
    [
      "refused credentials that D1 still holds end the search",
      NO_ACCESS,
      read(old, "sealed old"),
      ofCall,
      { kind: "give_up", error },
    ],
    [
      "refused credentials make way for those that a person has entered meanwhile",
      NO_ACCESS,
      read(key, "sealed old"),
      ofCall,
      { kind: "give", opened: opened(key) },
    ],
    [
      "a secret that a person has entered in the place of refused credentials signs in",
      NO_ACCESS,
      read(signIn, "sealed old"),
      ofCall,
      { kind: "renew", stored: signIn },
    ],
  ])("%s", (_title, state, event, wish, expected) => {
    expect(step(state, event, wish)).toEqual(expected);
  });
});

describe("the state after an event", () => {
  const known: State = { inUse: opened(key), lastSealed: "sealed key", unsaved: null };

  it.each<[string, State, Event, State]>([
    ["a wish changes nothing", known, { kind: "wished" }, known],
    [
      "credentials that were read and lead to access are in use",
      known,
      { kind: "read", stored: saved, refusal: null },
      { inUse: opened(saved), lastSealed: "sealed new", unsaved: null },
    ],
    [
      "credentials that have ended are only noted as read",
      known,
      { kind: "read", stored: old, refusal: null },
      { ...known, lastSealed: "sealed old" },
    ],
    [
      "a renewal is unsaved until D1 holds it",
      known,
      { kind: "renewed", stored: old, renewed: { kind: "credentials", credentials: renewed } },
      { ...known, unsaved: renewal },
    ],
    [
      "a saved renewal is in use, and unsaved no more",
      { ...known, unsaved: renewal },
      { kind: "saved", stored: saved },
      { inUse: opened(saved), lastSealed: "sealed new", unsaved: null },
    ],
    [
      "a renewal that made way for other credentials is forgotten",
      { ...known, unsaved: renewal },
      { kind: "not_saved", renewal, found: key },
      known,
    ],
    ["a refusal alone changes nothing", known, { kind: "refused", stored: old, error }, known],
    [
      "a refusal that stands leaves everything as it was",
      known,
      { kind: "read", stored: key, refusal: { sealed: "sealed key", error } },
      known,
    ],
  ])("%s", (_title, state, event, expected) => {
    expect(next(state, event, { crm, wish: ofCall, now }).state).toEqual(expected);
  });
});

describe("the access in use", () => {
  it.each<[string, State["inUse"], Wish, boolean]>([
    ["is given to a call while it lasts", opened(saved), ofCall, true],
    ["is given to nobody before there is any", null, ofCall, false],
    ["is not given to the call that it was refused to", opened(saved), { ...ofCall, refused: "new" }, false],
    ["is given to a call that an earlier one was refused to", opened(saved), refusedOld, true],
    ["is not given in its last seconds", opened(lasting(30)), ofCall, false],
    ["is not given to a pass without a look at D1", opened(key), ofPass, false],
  ])("%s", (_title, inUse, wish, isGiven) => {
    expect(findAccess({ ...NO_ACCESS, inUse }, { crm, wish, now })).toEqual(isGiven ? inUse : null);
  });
});

describe("a search for access that is under way", () => {
  it.each<[string, Wish, Wish, boolean]>([
    ["answers another call", ofCall, ofCall, true],
    ["answers a call when it was begun for a pass", ofPass, ofCall, true],
    ["answers a call that was refused the same token", refusedOld, refusedOld, true],
    ["does not answer a call with a refusal that it does not know of", ofCall, refusedOld, false],
    ["does not answer a pass, since it may have read D1 before", ofCall, ofPass, false],
  ])("%s", (_title, underWay, wish, isAnswered) => {
    expect(isAnsweredBy(underWay, wish)).toBe(isAnswered);
  });
});
