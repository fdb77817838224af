import { messageEventId } from "@coccinelle/core";
import { type EventContent, newEvent, type Ownership } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";
import { newCandidate } from "./candidate.ts";

const owner = newCandidate();
const content: EventContent = {
  type: "message_received",
  providerMessageId: "SM1",
  channel: "sms",
  sender: { address: "+33612345678" },
  recipient: "+33757000001",
  text: "Bonjour",
};

function eventOf(ownership: Ownership, partial: Partial<EventContent> = {}) {
  const receivedAt = new Date("2026-11-22T10:00:00.123Z");
  return newEvent({ ...content, ...partial }, ownership, {
    provider: "twilio",
    receivedAt,
    traceId: "trace_1",
  });
}

describe("an event of a webhook", () => {
  it("is its channel's, and occurred when the webhook was received", async () => {
    const { tenantId } = owner;
    expect(await eventOf({ kind: "owned", owner })).toEqual({
      ...content,
      version: 1,
      id: await messageEventId({ ...content, tenantId, provider: "twilio" }),
      tenantId,
      channelId: owner.channelId,
      provider: "twilio",
      occurredAt: "2026-11-22T10:00:00.123Z",
      defaultCountry: "FR",
      traceId: "trace_1",
    });
  });

  it("occurred when the provider says, where the provider says it", async () => {
    const occurredAt = "2026-11-22T09:59:00.000Z";
    expect(await eventOf({ kind: "owned", owner }, { occurredAt })).toMatchObject({ occurredAt });
  });

  it("takes the country of its channel", async () => {
    const belgian = newCandidate({ settings: { defaultCountry: "BE" } });
    expect((await eventOf({ kind: "owned", owner: belgian })).defaultCountry).toBe("BE");
  });

  it("has no tenant and no channel where nobody owns the address, and names the signers", async () => {
    const signers = [{ tenantId: "tenant", accountId: "AC1" }];
    expect(await eventOf({ kind: "unknown_address", signers })).toMatchObject({
      tenantId: null,
      channelId: null,
      signers,
      defaultCountry: "FR",
    });
  });

  it("has no tenant and no signers where no key signed it", async () => {
    const event = await eventOf({ kind: "refused" });
    expect(event).toMatchObject({ tenantId: null, channelId: null });
    expect(event.signers).toBeUndefined();
  });

  it("has the same id whoever signed it", async () => {
    const ids = [[], [{ tenantId: "a", accountId: "AC1" }]].map(async (signers) => {
      const { id } = await eventOf({ kind: "unknown_address", signers });
      return id;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(1);
  });
});
