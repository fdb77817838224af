import { AuthorizationError, type HubspotCredentials, TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { createAccessTokens } from "../../../workers/sync/src/access-tokens.ts";
import type { CredentialsStore, StoredCredentials } from "../../../workers/sync/src/credentials-store.ts";

const MINUTE_MS = 60_000;

/** A CRM that gives a new pair of tokens for each refresh token, once, and where they are stored. */
function newTokens({ lastsMs = -1 }: { lastsMs?: number } = {}) {
  const now = { ms: Date.parse("2026-11-22T10:00:00.000Z") };
  const clock = () => new Date(now.ms);
  let writes = 0;
  const toStored = (credentials: HubspotCredentials): StoredCredentials => ({
    sealed: `sealed ${++writes}`,
    credentials,
  });
  const fault: { refresh: Error | null; replace: Error | null } = { refresh: null, replace: null };
  const state = {
    stored: toStored({
      accessToken: "access-0",
      refreshToken: "refresh-0",
      expiresAt: new Date(now.ms + lastsMs).toISOString(),
    }),
    valid: "refresh-0",
    refreshes: 0,
  };
  const store: Pick<CredentialsStore, "load" | "replace"> = {
    load: async () => state.stored,
    async replace(renewed, credentials) {
      if (fault.replace) throw fault.replace;
      if (state.stored.sealed === renewed.sealed) state.stored = toStored(credentials);
      return state.stored;
    },
  };
  const tokens = createAccessTokens({
    store,
    clock,
    async refresh(refreshToken) {
      state.refreshes += 1;
      await Promise.resolve();
      if (fault.refresh) throw fault.refresh;
      if (refreshToken !== state.valid) throw new AuthorizationError("invalid_grant");
      state.valid = `refresh-${state.refreshes}`;
      return { accessToken: `access-${state.refreshes}`, refreshToken: state.valid, expiresInSeconds: 1800 };
    },
  });
  return {
    tokens,
    state,
    fault,
    now,
    enter: (credentials: HubspotCredentials) => (state.stored = toStored(credentials)),
  };
}

describe("an access token", () => {
  it("that has expired is renewed once for 100 calls", async () => {
    const { tokens, state } = newTokens();
    const given = await Promise.all(Array.from({ length: 100 }, () => tokens.get()));
    expect(new Set(given)).toEqual(new Set(["access-1"]));
    expect(state.refreshes).toBe(1);
  });

  it("that 100 calls were refused is renewed once, however late they come back", async () => {
    const { tokens, state } = newTokens({ lastsMs: 30 * MINUTE_MS });
    await tokens.open();
    const early = Array.from({ length: 50 }, () => tokens.get({ refused: "access-0" }));
    expect(new Set(await Promise.all(early))).toEqual(new Set(["access-1"]));
    const late = Array.from({ length: 50 }, () => tokens.get({ refused: "access-0" }));
    expect(new Set(await Promise.all(late))).toEqual(new Set(["access-1"]));
    expect(state.refreshes).toBe(1);
  });

  it("that lasts is used as it is", async () => {
    const { tokens, state } = newTokens({ lastsMs: 30 * MINUTE_MS });
    await tokens.open();
    expect(await tokens.get()).toBe("access-0");
    expect(state.refreshes).toBe(0);
  });

  it("that ends soon is renewed before a pass, and used to its end within one", async () => {
    const { tokens, state, now } = newTokens({ lastsMs: 12 * MINUTE_MS });
    await tokens.open();
    now.ms += 5 * MINUTE_MS;
    expect(await tokens.get()).toBe("access-0");
    await tokens.open();
    expect(await tokens.get()).toBe("access-1");
    expect(state.refreshes).toBe(1);
  });

  it("is stored before it is used", async () => {
    const { tokens, state, fault } = newTokens();
    fault.replace = new Error("D1_ERROR: Network connection lost.");
    await expect(tokens.get()).rejects.toThrow("connection lost");
    fault.replace = null;
    expect(await tokens.get()).toBe("access-1");
    expect(state.stored.credentials).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-1" });
    expect(state.refreshes).toBe(1);
  });

  it("that somebody else renewed is read, not renewed again", async () => {
    const { tokens, state, enter, now } = newTokens({ lastsMs: 30 * MINUTE_MS });
    await tokens.open();
    const expiresAt = new Date(now.ms + 30 * MINUTE_MS).toISOString();
    enter({ accessToken: "theirs", refreshToken: "theirs", expiresAt });
    expect(await tokens.get({ refused: "access-0" })).toBe("theirs");
    expect(state.refreshes).toBe(0);
  });

  it("that a person entered while it was renewed is not overwritten", async () => {
    const { tokens, state, enter } = newTokens();
    const getting = tokens.get();
    enter({ accessToken: "entered" });
    expect(await getting).toBe("entered");
    expect(state.stored.credentials).toEqual({ accessToken: "entered" });
  });

  it("whose grant is gone ends in an authorisation error", async () => {
    const { tokens, state } = newTokens();
    state.valid = "another";
    await expect(tokens.get()).rejects.toThrow(AuthorizationError);
  });

  it("whose grant only seems gone, as it was replaced meanwhile, is read again", async () => {
    const { tokens, state, enter } = newTokens();
    state.valid = "another";
    const getting = tokens.get();
    enter({ accessToken: "entered" });
    expect(await getting).toBe("entered");
  });

  it("is asked for again after a failure", async () => {
    const { tokens, fault } = newTokens();
    fault.refresh = new TransientError("away");
    await expect(tokens.get()).rejects.toThrow("away");
    fault.refresh = null;
    expect(await tokens.get()).toBe("access-2");
  });

  it("that cannot be renewed is given again", async () => {
    const { tokens, enter } = newTokens();
    enter({ accessToken: "key" });
    expect(await tokens.get({ refused: "key" })).toBe("key");
  });
});
