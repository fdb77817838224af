import { env } from "cloudflare:workers";
import { findDeadLetter, type ParkedEvent, parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../support/message-event.ts";

function parkedEvent(partial: Partial<ParkedEvent>): ParkedEvent {
  return {
    id: uniqueId("letter"),
    eventId: null,
    tenantId: "tenant",
    provider: "twilio",
    reason: "rejected_by_database",
    error: "poison",
    attempts: 1,
    failedAt: new Date("2026-03-01T10:00:00.000Z"),
    event: { kept: "whole" },
    ...partial,
  };
}

describe("parkEvents", () => {
  it("keeps one dead letter of an event that is parked again, with its latest reason and its whole history", async () => {
    const first = parkedEvent({ attempts: 17, failedAt: new Date("2026-03-01T12:00:00.000Z") });
    await parkEvents(env.DB, [first]);
    await env.DB.prepare("UPDATE dead_letters SET status = 'replayed' WHERE id = ?1").bind(first.id).run();
    const again = { ...first, reason: "retries_exhausted" as const, error: "away", attempts: 3 };
    await parkEvents(env.DB, [{ ...again, failedAt: new Date("2026-03-01T11:00:00.000Z") }]);
    expect(await findDeadLetter(env.DB, "tenant", first.id)).toMatchObject({
      reason: "retries_exhausted",
      error: "away",
      attempts: 17,
      status: "parked",
      firstFailedAt: "2026-03-01T11:00:00.000Z",
      lastFailedAt: "2026-03-01T12:00:00.000Z",
      event: { kept: "whole" },
    });
  });
});
