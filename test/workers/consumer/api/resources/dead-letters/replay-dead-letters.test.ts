import { env } from "cloudflare:workers";
import { getCRMDatabaseService, insertChannel, parkEvents } from "@coccinelle/db";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { messageEvent, uniqueId } from "../../../../../support/message-event.ts";
import { observedDatabase } from "../../../../../support/observed-database.ts";
import { parkedEvent, parkedMessage } from "../../../../../support/parked-event.ts";
import { call, listAll, newTenant } from "../../api-client.ts";

const Replay = z.looseObject({ id: z.string(), state: z.string(), total: z.number(), sent: z.number() });

/** Begins a replay and waits until it has ended. */
async function replay(path: string, body: object) {
  const answer = await call("POST", `${path}/dead-letters/replay`, { body });
  if (answer.status !== 202) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  const { id } = Replay.parse(answer.body);
  await expect
    .poll(async () => Replay.parse((await call("GET", `${path}/replays/${id}`)).body).state, {
      timeout: 15_000,
      interval: 20,
    })
    .toBe("done");
  return { id, answer };
}

async function activities(tenantId: string) {
  const { results } = await env.DB.prepare(
    "SELECT id FROM customer_activities WHERE tenant_id = ?1 ORDER BY id",
  )
    .bind(tenantId)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

function newAddress(): string {
  return `+3375${Math.floor(1_000_000 + Math.random() * 8_999_999)}`;
}

async function addChannel(tenantId: string, address: string) {
  const channel = {
    id: uniqueId("channel"),
    tenantId,
    provider: "twilio",
    address,
    accountId: "AC1",
    serviceId: null,
    credentials: "sealed",
    settings: {},
  } as const;
  await insertChannel(env.DB, channel, new Date());
}

function eventually<Answer>(ask: () => Promise<Answer>) {
  return expect.poll(ask, { timeout: 15_000, interval: 20 });
}

describe("POST …/dead-letters/replay", () => {
  it("answers 202 with the replay, which sends the events through the queue under their own ids", async () => {
    const { tenantId, path } = newTenant();
    const events = await Promise.all([messageEvent({ tenantId }), messageEvent({ tenantId })]);
    await parkEvents(
      env.DB,
      events.map((event) => parkedMessage(event)),
    );
    const ids = events.map(({ id }) => id);
    const { id, answer } = await replay(path, { ids, reason: "the outage is over" });
    expect(answer.body).toMatchObject({
      id,
      tenantId,
      state: "running",
      reason: "the outage is over",
      total: 2,
      sent: 0,
      selection: { ids },
    });
    await eventually(() => activities(tenantId)).toEqual(ids.toSorted());
    expect((await call("GET", `${path}/replays/${id}`)).body).toMatchObject({
      state: "done",
      total: 2,
      sent: 2,
      failedAgain: 0,
      finishedAt: expect.any(String),
    });
    expect((await call("GET", `${path}/dead-letters/${ids[0]}`)).body).toMatchObject({
      status: "replayed",
      settledReason: "the outage is over",
      replayId: id,
      inReplay: false,
      history: [
        { what: "parked", actor: null },
        { what: "replayed", actor: { id: expect.any(String) }, reason: "the outage is over", replayId: id },
      ],
    });
  });

  it("counts events that fail again, and parks them with their history", async () => {
    const { tenantId, path } = newTenant();
    const event = { ...(await messageEvent({ tenantId })), sender: {} };
    await parkEvents(env.DB, [parkedMessage(event, { reason: "invalid_event" })]);
    const { id } = await replay(path, { filter: { reason: "invalid_event" }, reason: "once more" });
    const find = async () => (await call("GET", `${path}/dead-letters/${event.id}`)).body;
    await eventually(find).toMatchObject({
      status: "parked",
      settledAt: null,
      history: [
        { what: "parked" },
        { what: "replayed", replayId: id },
        { what: "parked_again", reason: "invalid_event", replayId: id },
      ],
    });
    expect((await call("GET", `${path}/replays/${id}`)).body).toMatchObject({ sent: 1, failedAgain: 1 });
  });

  it("gives a message whose address now has an owner to that tenant, as the event that it would have been", async () => {
    const { tenantId } = newTenant();
    const address = newAddress();
    const owned = await messageEvent({ tenantId, recipient: address });
    const event = {
      ...(await messageEvent({ ...owned, tenantId: "nobody" })),
      tenantId: null,
      channelId: null,
      signers: [{ tenantId, accountId: "AC1" }],
    };
    await parkEvents(env.DB, [parkedMessage(event, { reason: "unknown_address" })]);
    const ids = [event.id];

    await replay("/api", { ids, reason: "too early" });
    await eventually(async () => (await call("GET", `/api/dead-letters/${event.id}`)).body).toMatchObject({
      status: "parked",
      history: [{ what: "parked" }, { what: "replayed" }, { what: "parked_again" }],
    });

    await insertChannel(
      env.DB,
      {
        id: uniqueId("channel"),
        tenantId,
        provider: "twilio",
        address,
        accountId: "AC1",
        serviceId: null,
        credentials: "sealed",
        settings: {},
      },
      new Date(),
    );
    const dry = await call("POST", "/api/dead-letters/replay", {
      body: { ids, reason: "look", dryRun: true },
    });
    expect(dry.body).toMatchObject({
      items: [{ id: event.id, eventId: owned.id, tenantId, outcome: "creates_customer" }],
    });
    await replay("/api", { ids, reason: "it has a channel now" });
    await eventually(() => activities(tenantId)).toEqual([owned.id]);
    expect(await getCRMDatabaseService(env.DB, tenantId).getCustomerByPhone("+33612345678")).not.toBeNull();
  });

  it("counts the events that became activities and the ones that failed again, until every outcome is known", async () => {
    const { tenantId, path } = newTenant();
    const good = await messageEvent({ tenantId });
    const bad = { ...(await messageEvent({ tenantId })), sender: {} };
    await parkEvents(env.DB, [parkedMessage(good), parkedMessage(bad)]);
    const { id } = await replay(path, { ids: [good.id, bad.id], reason: "once more" });
    await eventually(async () => (await call("GET", `${path}/replays/${id}`)).body).toMatchObject({
      sent: 2,
      recorded: 1,
      failedAgain: 1,
    });
  });

  it("counts the events that failed again or became activities in the tenant that now owns them", async () => {
    const { tenantId } = newTenant();
    const recipient = newAddress();
    const signers = [{ tenantId, accountId: "AC1" }];
    const unowned = { ...(await messageEvent({ tenantId: "nobody", recipient, signers })), tenantId: null };
    const nameless = {
      ...(await messageEvent({ tenantId: "nobody", recipient, signers })),
      tenantId: null,
      sender: {},
    };
    await parkEvents(
      env.DB,
      [unowned, nameless].map((event) => parkedMessage(event, { reason: "unknown_address" })),
    );
    await addChannel(tenantId, recipient);
    const { id } = await replay("/api", { ids: [unowned.id, nameless.id], reason: "it has a channel now" });
    await eventually(async () => (await call("GET", `/api/replays/${id}`)).body).toMatchObject({
      sent: 2,
      recorded: 1,
      failedAgain: 1,
    });
    const { items } = Object((await call("GET", `/api/tenants/${tenantId}/dead-letters`)).body);
    expect(items).toMatchObject([{ tenantId, reason: "invalid_event" }]);
    const { history } = Object((await call("GET", `/api/dead-letters/${nameless.id}`)).body);
    expect(history.at(-1)).toMatchObject({ what: "parked_again", replayId: id, eventId: items[0].id });
  });

  it("counts the ids that do not exist, also in a dry run", async () => {
    const { tenantId, path } = newTenant();
    const event = await messageEvent({ tenantId });
    await parkEvents(env.DB, [parkedMessage(event)]);
    const body = { ids: [event.id, "gone", "gone"], reason: "r" };
    expect(
      (await call("POST", `${path}/dead-letters/replay`, { body: { ...body, dryRun: true } })).body,
    ).toMatchObject({
      total: 1,
      notFound: 1,
    });
    expect((await replay(path, body)).answer.body).toMatchObject({ total: 1, notFound: 1 });
  });

  it("names the replay in the audit also where the answer of its begin was lost", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { tenantId, path } = newTenant();
    const event = await messageEvent({ tenantId });
    await parkEvents(env.DB, [parkedMessage(event)]);
    let roundTrips = 0;
    // The second write is the replay. It is made, and only its answer is lost.
    const db = observedDatabase(env.DB, { fault: () => (++roundTrips === 2 ? "after" : "none") });
    const body = { ids: [event.id], reason: "the outage is over" };
    const answer = await call("POST", `${path}/dead-letters/replay`, { body, env: { ...env, DB: db } });
    expect(answer.status).toBe(503);
    const [begun] = await listAll(`${path}/replays`);
    expect((await listAll(`${path}/audit`))[0]).toMatchObject({ target: begun?.id, status: 503 });
  });

  it("counts in the total of a dry run only dead letters that can be sent", async () => {
    const { tenantId, path } = newTenant();
    const event = await messageEvent({ tenantId });
    await parkEvents(env.DB, [parkedMessage(event), parkedEvent({ tenantId, replayable: false })]);
    const body = { filter: {}, reason: "look", dryRun: true };
    const answer = await call("POST", `${path}/dead-letters/replay`, { body });
    expect(answer.body).toMatchObject({ total: 1, notReplayable: 1, items: [{ id: event.id }] });
    expect(await listAll(`${path}/audit`)).toEqual([]);
  });

  it("forecasts no more dead letters than fit into one statement of D1", async () => {
    const { tenantId, path } = newTenant();
    const events = await Promise.all(
      Array.from({ length: 6 }, () => messageEvent({ tenantId, text: "x".repeat(90_000) })),
    );
    await parkEvents(
      env.DB,
      events.map((event) => parkedMessage(event)),
    );
    const body = { filter: {}, reason: "look", dryRun: true };
    const answer = Object((await call("POST", `${path}/dead-letters/replay`, { body })).body);
    expect(answer).toMatchObject({ total: 6, summary: { creates_customer: 1, adds_activity: 4 } });
    expect(answer.items).toHaveLength(5);
  });

  it("makes fewer than 700 of the 1,000 allowed round trips in a dry run, also where D1 refuses every event", async () => {
    await env.DB.prepare(
      `CREATE TRIGGER IF NOT EXISTS refuse_poison BEFORE INSERT ON customer_activities WHEN NEW.description LIKE '%poison%'
       BEGIN SELECT raise(ABORT, 'poison'); END`,
    ).run();
    const { tenantId } = newTenant();
    const recipient = newAddress();
    const signers = [{ tenantId, accountId: "AC1" }];
    const events = await Promise.all(
      Array.from({ length: 200 }, async () => ({
        ...(await messageEvent({ tenantId: "nobody", recipient, signers, text: "poison" })),
        tenantId: null,
      })),
    );
    await parkEvents(
      env.DB,
      events.map((event) => parkedMessage(event, { reason: "unknown_address" })),
    );
    await addChannel(tenantId, recipient);
    let roundTrips = 0;
    const db = observedDatabase(env.DB, {
      fault: () => {
        roundTrips += 1;
        return "none";
      },
    });
    const body = { ids: events.map(({ id }) => id), reason: "look", dryRun: true };
    const answer = await call("POST", "/api/dead-letters/replay", { body, env: { ...env, DB: db } });
    expect(answer.body).toMatchObject({ total: 200, summary: { fails: 150 } });
    expect(roundTrips).toBeGreaterThan(500);
    expect(roundTrips).toBeLessThan(700);
  });

  it("counts dead letters that cannot be sent again, and leaves them parked", async () => {
    const { tenantId, path } = newTenant();
    const letter = parkedEvent({ tenantId, event: { shown: "1n" }, replayable: false });
    await parkEvents(env.DB, [letter]);
    const { answer } = await replay(path, { ids: [letter.id], reason: "try" });
    expect(answer.body).toMatchObject({ total: 0, notReplayable: 1 });
    expect((await call("GET", `${path}/dead-letters/${letter.id}`)).body).toMatchObject({ status: "parked" });
  });

  it("sends a replayed dead letter again only where the status replayed is asked for", async () => {
    const { tenantId, path } = newTenant();
    const event = await messageEvent({ tenantId });
    await parkEvents(env.DB, [parkedMessage(event)]);
    await replay(path, { ids: [event.id], reason: "first" });
    const second = await replay(path, { ids: [event.id], reason: "second click" });
    expect(second.answer.body).toMatchObject({ total: 0, alreadySettled: 1 });
    const third = await replay(path, { ids: [event.id], status: "replayed", reason: "to be sure" });
    expect(third.answer.body).toMatchObject({ total: 1 });
    await eventually(() => activities(tenantId)).toEqual([event.id]);
  });

  it.each([
    ["neither ids nor a filter", { reason: "r" }, "ids"],
    ["both", { ids: ["a"], filter: {}, reason: "r" }, "filter"],
    ["more ids than a person picks", { ids: Array.from({ length: 1_001 }, String), reason: "r" }, "ids"],
    ["no reason", { ids: ["a"] }, "reason"],
    ["a blank reason", { ids: ["a"], reason: " " }, "reason"],
    ["an unknown field", { ids: ["a"], reason: "r", force: true }, "force"],
    ["events and failed syncs at once", { ids: ["a", "sync:i:p"], reason: "r" }, "ids"],
    ["a reason of the other source", { filter: { reason: "sync_error" }, reason: "r" }, "reason"],
    ["a time for failed syncs", { filter: { source: "sync", since: "2026-11-20" }, reason: "r" }, "since"],
  ])("refuses %s", async (_case, body, field) => {
    const answer = await call("POST", `${newTenant().path}/dead-letters/replay`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("takes no dead letter of another tenant", async () => {
    const { tenantId } = newTenant();
    const event = await messageEvent({ tenantId });
    await parkEvents(env.DB, [parkedMessage(event)]);
    const other = newTenant();
    const { answer } = await replay(other.path, { ids: [event.id], reason: "mine?" });
    expect(answer.body).toMatchObject({ total: 0, alreadySettled: 0, inOtherReplay: 0 });
    const unowned = await call("POST", "/api/dead-letters/replay", {
      body: { ids: [event.id], reason: "nobody's?", dryRun: true },
    });
    expect(unowned.body).toMatchObject({ total: 0, items: [] });
  });
});
