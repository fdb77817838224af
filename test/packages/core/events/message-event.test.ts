import { decodeMessageEvent, editedEventId, messageEventId } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { messageEvent } from "../../../support/message-event.ts";

describe("decodeMessageEvent", () => {
  it("reads the events of an older and of a newer producer of the same version", async () => {
    const event = await messageEvent({ tenantId: "tenant" });
    expect(decodeMessageEvent(event)).toEqual({ event });
    expect(decodeMessageEvent({ ...event, addedLater: true })).toEqual({ event });
  });

  it("names the field that is wrong and never its value", async () => {
    const event = await messageEvent({ tenantId: "tenant" });
    const decoded = decodeMessageEvent({
      ...event,
      text: 42,
      sender: { address: "" },
      occurredAt: "secret value",
    });
    expect(decoded).toEqual({ error: expect.stringMatching(/occurredAt: .*sender\.address: .*text: /s) });
    expect(JSON.stringify(decoded)).not.toContain("secret value");
  });

  it.each([0, 2, 7])("says that it does not know version %i", async (version) => {
    const decoded = decodeMessageEvent({ ...(await messageEvent({ tenantId: "tenant" })), version });
    expect(decoded).toEqual({ error: `event version ${version} is unknown here: this code reads version 1` });
  });

  it.each([null, undefined, 7, "text", [], {}])("reads no event in %j", (body) => {
    expect(decodeMessageEvent(body)).toHaveProperty("error");
  });
});

describe("messageEventId", () => {
  const fields = {
    tenantId: "a",
    provider: "twilio",
    providerMessageId: "SM1",
    type: "message_received",
  } as const;

  it("is the same for the same message, whatever else comes with it", async () => {
    expect(await messageEventId({ ...fields })).toBe(await messageEventId(fields));
    expect(await messageEventId(fields)).toMatch(/^[0-9a-f]{32}$/);
  });

  it("differs by the tenant, by the message, and if there is no tenant", async () => {
    const ids = await Promise.all([
      messageEventId(fields),
      messageEventId({ ...fields, tenantId: "b" }),
      messageEventId({ ...fields, tenantId: null }),
      messageEventId({ ...fields, tenantId: "a,twilio" }),
      messageEventId({ ...fields, providerMessageId: "SM2" }),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("editedEventId", () => {
  const origin = "0".repeat(32);

  it("is the same for the same content of the same origin, in whatever order its fields come", async () => {
    const event = await messageEvent({ tenantId: "a", sender: { address: "+33612345678", email: "a@b.fr" } });
    const { id: _, ...content } = event;
    const reversed = { ...content, sender: { email: "a@b.fr", address: "+33612345678" } };
    expect(await editedEventId(origin, content)).toMatch(/^[0-9a-f]{32}$/);
    expect(await editedEventId(origin, reversed)).toBe(await editedEventId(origin, content));
    expect(await editedEventId(origin, event)).toBe(await editedEventId(origin, content));
  });

  it("is the same whatever tenants signed the origin", async () => {
    const event = await messageEvent({ tenantId: "a" });
    const signers = [{ tenantId: "b", accountId: "AC1" }];
    expect(await editedEventId(origin, { ...event, signers })).toBe(await editedEventId(origin, event));
  });

  it("differs by the content and by the origin, and from the origin's id", async () => {
    const event = await messageEvent({ tenantId: "a" });
    const ids = await Promise.all([
      editedEventId(origin, event),
      editedEventId(event.id, event),
      editedEventId(origin, { ...event, text: "Bonsoir" }),
      editedEventId(origin, { ...event, sender: { address: "+33612345679" } }),
      editedEventId(origin, { ...event, tenantId: null }),
    ]);
    expect(new Set([...ids, event.id]).size).toBe(6);
  });
});
