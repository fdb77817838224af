import { env } from "cloudflare:workers";
import { beginReplay, parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { countRows } from "../../../../../support/count-rows.ts";
import { messageEvent, uniqueId } from "../../../../../support/message-event.ts";
import { parkedEvent, parkedMessage } from "../../../../../support/parked-event.ts";
import { call, newTenant } from "../../api-client.ts";

/** Parks a dead letter with a wrong sender, and makes the event that corrects it. */
async function unreadableSender() {
  const { tenantId, path } = newTenant();
  const event = { ...(await messageEvent({ tenantId })), sender: {} };
  await parkEvents(env.DB, [parkedMessage(event, { reason: "invalid_event" })]);
  const edited = { ...event, sender: { address: "+33698765432" } };
  const edit = (body: object) => call("POST", `${path}/dead-letters/${event.id}/edit`, { body });
  return { tenantId, path, event, edited, edit };
}

function activityIds(tenantId: string) {
  return env.DB.prepare("SELECT id FROM customer_activities WHERE tenant_id = ?1")
    .bind(tenantId)
    .all<{ id: string }>()
    .then(({ results }) => results.map(({ id }) => id));
}

describe("POST …/dead-letters/:id/edit", () => {
  it("sends a new event that names its origin, and settles the original", async () => {
    const { tenantId, path, event, edited, edit } = await unreadableSender();
    const answer = await edit({ event: edited, reason: "the number was lost on the way" });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      id: expect.any(String),
      eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
      originEventId: event.id,
      difference: [{ path: "sender.address", from: null, to: "+33698765432" }],
    });
    const { id, eventId } = answer.body as { id: string; eventId: string };
    await expect.poll(() => activityIds(tenantId), { timeout: 15_000, interval: 20 }).toEqual([eventId]);
    expect((await call("GET", `${path}/dead-letters/${event.id}`)).body).toMatchObject({
      status: "discarded",
      replayable: false,
      settledReason: "the number was lost on the way",
      event,
      history: [{ what: "parked" }, { what: "edited", eventId, replayId: id }],
    });
    expect((await call("GET", `${path}/dead-letters/${eventId}`)).body).toMatchObject({
      status: "replayed",
      event: { originEventId: event.id, sender: { address: "+33698765432" } },
      history: [{ what: "made", eventId: event.id }, { what: "replayed" }],
    });
    expect((await call("GET", `${path}/replays/${id}`)).body).toMatchObject({ total: 1 });

    for (const again of [edited, { ...edited, text: "Bonsoir" }]) {
      for (const dryRun of [false, true]) {
        const refusal = await edit({ event: again, reason: "once more", dryRun });
        expect(refusal.status).toBe(409);
        expect(refusal.body).toMatchObject({ error: { message: expect.stringContaining(eventId) } });
      }
    }
    expect(await activityIds(tenantId)).toEqual([eventId]);
  });

  it("tells in a dry run what the edited event would do, and writes nothing", async () => {
    const { edited, edit } = await unreadableSender();
    const { operator_audit: _, ...before } = await countRows(env.DB);
    const answer = await edit({ event: edited, reason: "look", dryRun: true });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: null,
      difference: [{ path: "sender.address" }],
      forecast: {
        outcome: "creates_customer",
        customer: { identities: [{ kind: "phone", value: "+33698765432" }] },
      },
    });
    const { operator_audit: __, ...after } = await countRows(env.DB);
    expect(after).toEqual(before);
  });

  it("corrects a dead letter that was no event at all", async () => {
    const { tenantId, path } = newTenant();
    const id = uniqueId("letter");
    await parkEvents(env.DB, [parkedEvent({ id, tenantId, event: { version: 2 }, reason: "invalid_event" })]);
    const event = await messageEvent({ tenantId });
    const originEventId = "0123456789abcdef0123456789abcdef";
    await env.DB.prepare("UPDATE dead_letters SET event_id = ?2 WHERE id = ?1").bind(id, originEventId).run();
    const answer = await call("POST", `${path}/dead-letters/${id}/edit`, {
      body: { event, reason: "by hand" },
    });
    expect(answer.body).toMatchObject({ originEventId });
  });

  it.each([
    ["an event that is none", { sender: "me" }, "event.sender"],
    ["a field that events do not have", { txet: "Bonjour" }, "event.txet"],
    ["another tenant", { tenantId: "other" }, "event.tenantId"],
    ["no tenant", { tenantId: null }, "event.tenantId"],
    ["a field that senders do not have", { sender: { adress: "+33698765432" } }, "event.sender.adress"],
    [
      "a field that media do not have",
      { media: [{ url: "u", contentType: null, size: 1 }] },
      "event.media.0.size",
    ],
    ["a field that calls do not have", { call: { id: "CA1", note: "n" } }, "event.call.note"],
    [
      "a field that places do not have",
      { location: { latitude: 1, longitude: 2, x: 3 } },
      "event.location.x",
    ],
    ["a field that buttons do not have", { button: { label: "l" } }, "event.button.label"],
    ["a null byte", { text: "a\0b" }, "event.text"],
    ["half a character", { sender: { profileName: "\ud83d" } }, "event.sender"],
    ["a null byte in a name", { referral: { "a\0": "b" } }, "event.referral"],
    ["what no queue message can hold", { text: "é".repeat(64_000) }, "event"],
  ])("refuses %s", async (_case, change, field) => {
    const { edited, edit } = await unreadableSender();
    const answer = await edit({ event: { ...edited, ...change }, reason: "r" });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("refuses an edit that changes nothing, and one without a reason", async () => {
    const { event, edited, edit } = await unreadableSender();
    expect((await edit({ event, reason: "r" })).body).toMatchObject({
      error: { details: [{ path: "event" }] },
    });
    expect((await edit({ event: edited })).body).toMatchObject({ error: { details: [{ path: "reason" }] } });
  });

  it.each(["replayed", "discarded"] as const)("refuses a dead letter that is %s", async (status) => {
    const { event, edited, edit } = await unreadableSender();
    await env.DB.prepare("UPDATE dead_letters SET status = ?2 WHERE id = ?1").bind(event.id, status).run();
    for (const dryRun of [false, true]) {
      expect((await edit({ event: edited, reason: "r", dryRun })).status).toBe(409);
    }
  });

  it("refuses a dead letter that a replay has taken, and is 404 for another tenant", async () => {
    const { tenantId, event, edited, edit } = await unreadableSender();
    const { path } = newTenant();
    const body = { event: edited, reason: "r" };
    expect((await call("POST", `${path}/dead-letters/${event.id}/edit`, { body })).status).toBe(404);
    await beginReplay(
      env.DB,
      { tenantId, replayId: uniqueId("replay") },
      { ids: [event.id], status: "parked" },
      { actor: { id: "deployer", name: null }, reason: "r", at: new Date() },
      {},
    );
    expect((await edit(body)).status).toBe(409);
  });
});
