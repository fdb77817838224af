import { AuthorizationError, type HubspotCredentials, TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import type { StoredCredentials } from "../../../../workers/sync/src/access/access-state.ts";
import type { CredentialsStore } from "../../../../workers/sync/src/access/credentials-store.ts";
import { createCrmAccess } from "../../../../workers/sync/src/access/crm-access.ts";

const MINUTE_MS = 60_000;

/** Credentials that hold no access: signing in with them gives a session. */
interface SignIn {
  clientSecret: string;
}
type Credentials = HubspotCredentials | SignIn;

/**
 * Access to a CRM, and a store of its credentials in memory. The CRM takes each refresh token once and gives
 * a new pair of tokens for it. For the right secret it gives any number of sessions.
 */
function newAccess({ lastsMs = -1 }: { lastsMs?: number } = {}) {
  const now = { ms: Date.parse("2026-11-22T10:00:00.000Z") };
  const clock = () => new Date(now.ms);
  let writes = 0;
  const toStored = (credentials: Credentials): StoredCredentials<Credentials> => ({
    sealed: `sealed ${++writes}`,
    credentials,
  });
  const fault: { renew: Error | null; replace: Error | null } = { renew: null, replace: null };
  const inMs = (ms: number) => new Date(now.ms + ms).toISOString();
  const state = {
    stored: toStored({ accessToken: "access-0", refreshToken: "refresh-0", expiresAt: inMs(lastsMs) }),
    valid: "refresh-0",
    secret: "secret",
    renewals: 0,
  };
  const store: Pick<CredentialsStore<Credentials>, "load" | "replace"> = {
    load: async () => state.stored,
    async replace(sealed, credentials) {
      if (fault.replace) throw fault.replace;
      if (state.stored.sealed !== sealed) return null;
      state.stored = toStored(credentials);
      return state.stored;
    },
  };
  const access = createCrmAccess<Credentials, { accessToken: string }>({
    store,
    clock,
    crm: {
      toAccess: (credentials) => ("accessToken" in credentials ? credentials : null),
      renewBy: (credentials) => ("expiresAt" in credentials ? new Date(credentials.expiresAt) : null),
      async renew(credentials) {
        if ("accessToken" in credentials && !("refreshToken" in credentials)) {
          return { kind: "access", access: credentials };
        }
        state.renewals += 1;
        await Promise.resolve();
        if (fault.renew) throw fault.renew;
        if ("clientSecret" in credentials) {
          if (credentials.clientSecret !== state.secret) throw new AuthorizationError("invalid_client");
          return { kind: "access", access: { accessToken: `session-${state.renewals}` } };
        }
        if (credentials.refreshToken !== state.valid) throw new AuthorizationError("invalid_grant");
        state.valid = `refresh-${state.renewals}`;
        const renewed = { accessToken: `access-${state.renewals}`, refreshToken: state.valid };
        return { kind: "credentials", credentials: { ...renewed, expiresAt: inMs(30 * MINUTE_MS) } };
      },
    },
  });
  return {
    access,
    get: async (options?: { refused: string }) => (await access.get(options)).access.accessToken,
    state,
    fault,
    now,
    enter: (credentials: Credentials) => (state.stored = toStored(credentials)),
  };
}

describe("access by tokens", () => {
  it("is renewed once for 100 calls after it has expired", async () => {
    const { get, state } = newAccess();
    const given = await Promise.all(Array.from({ length: 100 }, () => get()));
    expect(new Set(given)).toEqual(new Set(["access-1"]));
    expect(state.renewals).toBe(1);
  });

  it("is renewed once for 100 calls that were refused, however late they come back", async () => {
    const { access, get, state } = newAccess({ lastsMs: 30 * MINUTE_MS });
    await access.open();
    const early = Array.from({ length: 50 }, () => get({ refused: "access-0" }));
    expect(new Set(await Promise.all(early))).toEqual(new Set(["access-1"]));
    const late = Array.from({ length: 50 }, () => get({ refused: "access-0" }));
    expect(new Set(await Promise.all(late))).toEqual(new Set(["access-1"]));
    expect(state.renewals).toBe(1);
  });

  it("is used as it is while it lasts", async () => {
    const { access, get, state } = newAccess({ lastsMs: 30 * MINUTE_MS });
    await access.open();
    expect(await get()).toBe("access-0");
    expect(state.renewals).toBe(0);
  });

  it("is renewed before a pass in which it would end, and used to its end within a pass", async () => {
    const { access, get, state, now } = newAccess({ lastsMs: 12 * MINUTE_MS });
    await access.open();
    now.ms += 5 * MINUTE_MS;
    expect(await get()).toBe("access-0");
    await access.open();
    expect(await get()).toBe("access-1");
    expect(state.renewals).toBe(1);
  });

  it("is stored before it is used", async () => {
    const { get, state, fault } = newAccess();
    fault.replace = new Error("D1_ERROR: Network connection lost.");
    await expect(get()).rejects.toThrow("connection lost");
    fault.replace = null;
    expect(await get()).toBe("access-1");
    expect(state.stored.credentials).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-1" });
    expect(state.renewals).toBe(1);
  });

  it("is read, not renewed again, where somebody else has renewed it", async () => {
    const { access, get, state, enter, now } = newAccess({ lastsMs: 30 * MINUTE_MS });
    await access.open();
    const expiresAt = new Date(now.ms + 30 * MINUTE_MS).toISOString();
    enter({ accessToken: "theirs", refreshToken: "theirs", expiresAt });
    expect(await get({ refused: "access-0" })).toBe("theirs");
    expect(state.renewals).toBe(0);
  });

  it("is left as a person entered it while it was being renewed", async () => {
    const { get, state, enter } = newAccess();
    const getting = get();
    enter({ accessToken: "entered" });
    expect(await getting).toBe("entered");
    expect(state.stored.credentials).toEqual({ accessToken: "entered" });
  });

  it("ends in an authorisation error where its grant is gone", async () => {
    const { get, state } = newAccess();
    state.valid = "another";
    await expect(get()).rejects.toThrow(AuthorizationError);
  });

  it("is read again where its grant only seems gone, since a person has replaced it", async () => {
    const { get, state, enter } = newAccess();
    state.valid = "another";
    const getting = get();
    enter({ accessToken: "entered" });
    expect(await getting).toBe("entered");
  });

  it("saves a renewal that D1 did not take before it reads anything for the next pass", async () => {
    const { access, get, state, fault } = newAccess();
    fault.replace = new Error("D1_ERROR: Network connection lost.");
    await expect(get()).rejects.toThrow("connection lost");
    fault.replace = null;
    const { access: given } = await access.open();
    expect(given.accessToken).toBe("access-1");
    expect(state.renewals).toBe(1);
  });

  it("replaces tokens that were sealed anew under another key while they were being renewed", async () => {
    const { get, state, enter } = newAccess();
    const getting = get();
    enter(state.stored.credentials);
    expect(await getting).toBe("access-1");
    expect(state.stored.credentials).toMatchObject({ accessToken: "access-1" });
  });

  it("is read from D1 for each pass, so that a search begun before does not hide what a person entered", async () => {
    const { access, get, enter } = newAccess({ lastsMs: 30 * MINUTE_MS });
    const getting = get();
    enter({ accessToken: "entered" });
    const { access: opened } = await access.open();
    await getting;
    expect(opened.accessToken).toBe("entered");
  });

  it("is asked for again after a failure", async () => {
    const { get, fault } = newAccess();
    fault.renew = new TransientError("away");
    await expect(get()).rejects.toThrow("away");
    fault.renew = null;
    expect(await get()).toBe("access-2");
  });

  it("is given again where it cannot be renewed", async () => {
    const { get, enter } = newAccess();
    enter({ accessToken: "key" });
    expect(await get({ refused: "key" })).toBe("key");
  });
});

describe("access by a session", () => {
  it("is begun once for 100 calls", async () => {
    const { get, state, enter } = newAccess();
    enter({ clientSecret: "secret" });
    const given = await Promise.all(Array.from({ length: 100 }, () => get()));
    expect(new Set(given)).toEqual(new Set(["session-1"]));
    expect(state.renewals).toBe(1);
  });

  it("is begun anew once for 100 calls that were refused, however late they come back", async () => {
    const { get, state, enter } = newAccess();
    enter({ clientSecret: "secret" });
    expect(await get()).toBe("session-1");
    const early = Array.from({ length: 50 }, () => get({ refused: "session-1" }));
    expect(new Set(await Promise.all(early))).toEqual(new Set(["session-2"]));
    const late = Array.from({ length: 50 }, () => get({ refused: "session-1" }));
    expect(new Set(await Promise.all(late))).toEqual(new Set(["session-2"]));
    expect(state.renewals).toBe(2);
  });

  it("outlasts a pass, and the session is stored nowhere", async () => {
    const { access, get, state, enter } = newAccess();
    enter({ clientSecret: "secret" });
    const { stored } = state;
    await access.open();
    expect(await get()).toBe("session-1");
    await access.open();
    expect(await get()).toBe("session-1");
    expect(state.renewals).toBe(1);
    expect(state.stored).toBe(stored);
  });

  it("ends with the credentials that it was begun with", async () => {
    const { access, get, state, enter } = newAccess();
    enter({ clientSecret: "secret" });
    await access.open();
    state.secret = "another";
    enter({ clientSecret: "another" });
    await access.open();
    expect(await get()).toBe("session-2");
    enter({ accessToken: "entered" });
    await access.open();
    expect(await get()).toBe("entered");
  });

  it("ends in an authorisation error where the CRM gives none, unless a person has entered other credentials", async () => {
    const { get, enter } = newAccess();
    enter({ clientSecret: "wrong" });
    await expect(get()).rejects.toThrow(AuthorizationError);
    const getting = get();
    enter({ clientSecret: "secret" });
    expect(await getting).toBe("session-3");
  });
});
