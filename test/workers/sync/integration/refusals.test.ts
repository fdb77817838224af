import {
  AuthorizationError,
  ConfigurationError,
  NonRetryableError,
  RetryAfterError,
  type SyncStatus,
  TransientError,
} from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { refuseResume, refuseSync, toRefusal } from "../../../../workers/sync/src/integration/refusals.ts";

/** For each status: the codes with which a sync and a resume are refused, null where they are not. */
const TABLE: Record<SyncStatus, { sync: string | null; resume: string | null }> = {
  idle: { sync: null, resume: "not_paused" },
  syncing: { sync: null, resume: "not_paused" },
  error: { sync: null, resume: "not_paused" },
  paused: { sync: "paused", resume: null },
  needs_auth: { sync: "needs_auth", resume: "not_paused" },
};
const STATUSES = (Object.keys(TABLE) as SyncStatus[]).map((syncStatus) => ({
  syncStatus,
  ...TABLE[syncStatus],
}));

describe.each(STATUSES)("an integration that is $syncStatus", ({ syncStatus, sync, resume }) => {
  it(`answers a request for a sync with ${sync ?? "no refusal"}`, () => {
    expect(refuseSync({ isActive: true, syncStatus })?.code ?? null).toBe(sync);
  });

  it(`answers a request to resume it with ${resume ?? "no refusal"}`, () => {
    expect(refuseResume({ syncStatus })?.code ?? null).toBe(resume);
  });

  it("is not synced while it is switched off", () => {
    expect(refuseSync({ isActive: false, syncStatus })?.code).toBe("inactive");
  });
});

describe("an expected error", () => {
  it.each([
    ["needs_auth", new AuthorizationError("the grant is gone")],
    ["configuration", new ConfigurationError("a variable is missing")],
    ["limit", new RetryAfterError("too many calls", 60)],
    ["unavailable", new TransientError("the CRM is away")],
    ["refused", new NonRetryableError("the CRM does not take it")],
  ])("is told as %s, with its message", (code, error) => {
    expect(toRefusal(error)).toEqual({ ok: false, code, message: error.message });
  });

  it("is thrown on where nothing expects it", () => {
    expect(() => toRefusal(new TypeError("a bug"))).toThrow("a bug");
  });
});
