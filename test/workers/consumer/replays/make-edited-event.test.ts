import { describe, expect, it } from "vitest";
import { listDifferences } from "../../../../workers/consumer/src/replays/list-differences.ts";
import {
  EditedContent,
  makeEditedEvent,
} from "../../../../workers/consumer/src/replays/make-edited-event.ts";
import { messageEvent } from "../../../support/message-event.ts";

describe("makeEditedEvent", () => {
  it("makes a new event that names its origin, and lists the differences", async () => {
    const original = await messageEvent({ tenantId: "tenant", sender: { address: "nonsense" } });
    const content = { ...original, sender: { address: "+33612345678", profileName: "Sophie" } };
    const { event, difference } = await makeEditedEvent(
      { id: "letter", eventId: original.id, event: original },
      content,
    );
    expect(event).toEqual({
      ...content,
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      originEventId: original.id,
    });
    expect(event.id).not.toBe(original.id);
    expect(difference).toEqual([
      { path: "sender.address", from: "nonsense", to: "+33612345678" },
      { path: "sender.profileName", from: null, to: "Sophie" },
    ]);
  });

  it("makes the same event of the same edit in any order of its fields, and another event of another edit", async () => {
    const original = await messageEvent({ tenantId: "tenant" });
    const deadLetter = { id: "letter", eventId: original.id, event: original };
    const edited = { ...original, text: "Bonsoir" };
    const reversed = EditedContent.parse(Object.fromEntries(Object.entries(edited).toReversed()));
    const [first, second, third, other] = await Promise.all([
      makeEditedEvent(deadLetter, edited),
      makeEditedEvent(deadLetter, reversed),
      makeEditedEvent(deadLetter, { ...edited, text: "Salut" }),
      makeEditedEvent({ ...deadLetter, eventId: "0".repeat(32) }, edited),
    ]);
    expect(second.event.id).toBe(first.event.id);
    expect(new Set([first, third, other].map(({ event }) => event.id)).size).toBe(3);
  });

  it.each([
    ["others", [{ tenantId: "thief", accountId: "AC9" }]],
    ["nobody", []],
    ["none", undefined],
  ])("keeps the origin's signers where an operator writes %s", async (_, written) => {
    const signers = [{ tenantId: "tenant", accountId: "AC1" }];
    const original = { ...(await messageEvent({ tenantId: "nobody" })), tenantId: null, signers };
    const deadLetter = { id: "letter", eventId: original.id, event: original };
    const edit = EditedContent.parse({ ...original, text: "Bonsoir", signers: written });
    const { event, difference } = await makeEditedEvent(deadLetter, edit);
    expect(event.signers).toEqual(signers);
    expect(difference).toEqual([{ path: "text", from: "Bonjour", to: "Bonsoir" }]);
  });

  it("takes no signers from an operator where the origin has none", async () => {
    const original = { ...(await messageEvent({ tenantId: "nobody" })), tenantId: null };
    const deadLetter = { id: "letter", eventId: original.id, event: original };
    const signers = [{ tenantId: "thief", accountId: "AC9" }];
    const { event, difference } = await makeEditedEvent(deadLetter, { ...original, signers });
    expect(event.signers).toBeUndefined();
    expect(difference).toEqual([]);
  });

  it("keeps the signers of a dead letter that is otherwise unreadable", async () => {
    const { id: _, ...content } = { ...(await messageEvent({ tenantId: "nobody" })), tenantId: null };
    const signers = [{ tenantId: "tenant", accountId: "AC1" }];
    const broken = { id: "letter", eventId: null, event: { version: 9, signers } };
    expect((await makeEditedEvent(broken, content)).event.signers).toEqual(signers);
  });

  it("names the dead letter as the origin where it was no event", async () => {
    const { id: _, ...content } = await messageEvent({ tenantId: "tenant" });
    const id = "f".repeat(32);
    const { event } = await makeEditedEvent({ id, eventId: null, event: { version: 9 } }, content);
    expect(event.originEventId).toBe(id);
  });
});

describe("listDifferences", () => {
  it("lists the innermost fields, and compares a list as one value", () => {
    expect(listDifferences({ a: { b: 1, c: [1] }, d: "x" }, { a: { b: 2, c: [1, 2] }, e: null })).toEqual([
      { path: "a.b", from: 1, to: 2 },
      { path: "a.c", from: [1], to: [1, 2] },
      { path: "d", from: "x", to: null },
      { path: "e", from: null, to: null },
    ]);
    expect(listDifferences({ a: 1 }, { a: 1, b: undefined })).toEqual([]);
  });
});
