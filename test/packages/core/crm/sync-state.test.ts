import {
  assertMappingMove,
  MappingStatus,
  NonRetryableError,
  SyncStatus,
  statusesBefore,
} from "@coccinelle/core";
import { describe, expect, it } from "vitest";

describe("an integration's status", () => {
  it("moves only as the table says", () => {
    expect(Object.fromEntries(SyncStatus.options.map((status) => [status, statusesBefore(status)]))).toEqual({
      idle: ["syncing", "error", "paused", "needs_auth"],
      syncing: ["idle", "syncing", "error"],
      error: ["syncing"],
      paused: ["idle", "syncing", "error", "needs_auth"],
      needs_auth: ["idle", "syncing", "error"],
    });
  });

  it("can leave each state, and reach it", () => {
    for (const status of SyncStatus.options) {
      expect(statusesBefore(status).filter((before) => before !== status)).not.toEqual([]);
      expect(
        SyncStatus.options.some((next) => next !== status && statusesBefore(next).includes(status)),
      ).toBe(true);
    }
  });
});

describe("a mapping's status", () => {
  const isLegal = (from: MappingStatus | null, to: MappingStatus) => {
    try {
      assertMappingMove(from, to);
      return true;
    } catch (error) {
      if (error instanceof NonRetryableError) return false;
      throw error;
    }
  };
  const movesFrom = (from: MappingStatus | null) => MappingStatus.options.filter((to) => isLegal(from, to));

  it("begins anywhere, and may stay where it is", () => {
    expect(movesFrom(null)).toEqual(MappingStatus.options);
    for (const status of MappingStatus.options) expect(isLegal(status, status)).toBe(true);
  });

  it("is pending again only after it failed or waited for somebody", () => {
    const before = MappingStatus.options.filter((from) => from !== "pending" && isLegal(from, "pending"));
    expect(before).toEqual(["error", "conflict", "blocked"]);
  });

  it("of a record that was deleted there moves only where it is restored, or its erasure fails", () => {
    expect(movesFrom("remote_deleted")).toEqual(["synced", "error", "remote_deleted"]);
  });
});
