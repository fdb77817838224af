import { isRetryable, TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { isDatabaseAway, toDatabaseError } from "../../../../packages/db/src/sql/database-error.ts";

describe("isDatabaseAway", () => {
  it.each([
    "D1_ERROR: Network connection lost.",
    "Network connection lost.",
    "D1_ERROR: database is locked: SQLITE_BUSY",
    "database is locked: SQLITE_BUSY",
    "Durable Object reset because its code was updated.",
    "D1 DB storage operation exceeded timeout which caused object to be reset.",
    "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
    "Internal error in D1 DB storage caused object to be reset.",
    "Cannot resolve D1 DB due to transient issue on remote node.",
  ])("says so of %j", (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });

  it.each([
    "D1_ERROR: no such column: x: SQLITE_ERROR",
    "D1_ERROR: UNIQUE constraint failed: channels.tenant_id: SQLITE_CONSTRAINT",
    "undefined is not a function",
  ])("does not say so of %j", (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(false);
  });
});

describe("toDatabaseError", () => {
  it.each([
    "D1_ERROR: UNIQUE constraint failed: prospects.id: SQLITE_CONSTRAINT",
    "D1_ERROR: string or blob too big: SQLITE_TOOBIG",
    "D1_ERROR: datatype mismatch: SQLITE_MISMATCH",
  ])("blames the data for %j", (message) => {
    expect(isRetryable(toDatabaseError(new Error(message)))).toBe(false);
  });

  it.each([
    "D1_ERROR: Network connection lost.",
    "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
    "D1_ERROR: no such table: prospects: SQLITE_ERROR",
    "something new",
  ])("takes %j for an error that may pass", (message) => {
    expect(isRetryable(toDatabaseError(new Error(message)))).toBe(true);
  });

  it("leaves an error of this project's own as it is", () => {
    const error = new TransientError("ours");
    expect(toDatabaseError(error)).toBe(error);
  });
});
