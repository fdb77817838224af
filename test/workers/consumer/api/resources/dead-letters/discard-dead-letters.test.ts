import { env } from "cloudflare:workers";
import { parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { parkedEvent } from "../../../../../support/parked-event.ts";
import { call, listAll, newTenant } from "../../api-client.ts";

async function parkedLetters(count: number) {
  const { tenantId, path } = newTenant();
  const letters = Array.from({ length: count }, () => parkedEvent({ tenantId }));
  await parkEvents(env.DB, letters);
  return { tenantId, path, ids: letters.map(({ id }) => id) };
}

describe("POST …/dead-letters/discard", () => {
  it("puts named dead letters aside, with actor and reason in their history and in the audit", async () => {
    const { path, ids } = await parkedLetters(3);
    const [first, ...others] = ids;
    const answer = await call("POST", `${path}/dead-letters/discard`, {
      body: { ids: others, reason: "spam" },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      dryRun: false,
      total: 2,
      alreadySettled: 0,
      inOtherReplay: 0,
      notReplayable: 0,
      notFound: 0,
    });
    expect((await listAll(`${path}/dead-letters?status=parked`)).map(({ id }) => id)).toEqual([first]);
    expect((await call("GET", `${path}/dead-letters/${others[0]}`)).body).toMatchObject({
      status: "discarded",
      settledAt: expect.any(String),
      settledReason: "spam",
      history: [{ what: "parked" }, { what: "discarded", reason: "spam", actor: { id: expect.any(String) } }],
    });
    expect((await listAll(`${path}/audit`))[0]).toMatchObject({ reason: "spam", count: 2, status: 200 });
  });

  it("counts them in a dry run, and changes nothing", async () => {
    const { path, ids } = await parkedLetters(2);
    const body = { filter: { reason: "retries_exhausted" }, reason: "spam", dryRun: true };
    const answer = await call("POST", `${path}/dead-letters/discard`, { body });
    expect(answer.body).toMatchObject({ dryRun: true, total: 2 });
    expect((await listAll(`${path}/dead-letters?status=parked`)).map(({ id }) => id).sort()).toEqual(
      ids.toSorted(),
    );
  });

  it("discards dead letters that cannot be replayed, too", async () => {
    const { tenantId, path } = newTenant();
    const letter = parkedEvent({ tenantId, replayable: false });
    await parkEvents(env.DB, [letter]);
    await call("POST", `${path}/dead-letters/discard`, { body: { ids: [letter.id], reason: "unreadable" } });
    expect((await call("GET", `${path}/dead-letters/${letter.id}`)).body).toMatchObject({
      status: "discarded",
    });
  });

  it.each([
    ["no reason", { filter: {} }, "reason"],
    ["failed syncs", { ids: ["sync:i:p"], reason: "r" }, "ids"],
    ["what is not parked", { filter: { status: "replayed" }, reason: "r" }, "status"],
  ])("refuses %s", async (_case, body, field) => {
    const answer = await call("POST", `${newTenant().path}/dead-letters/discard`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("takes no dead letter of another tenant", async () => {
    const { path, ids } = await parkedLetters(1);
    const body = { ids, reason: "mine?" };
    expect((await call("POST", `${newTenant().path}/dead-letters/discard`, { body })).body).toMatchObject({
      total: 0,
    });
    expect((await call("POST", "/api/dead-letters/discard", { body })).body).toMatchObject({ total: 0 });
    expect((await call("GET", `${path}/dead-letters/${ids[0]}`)).body).toMatchObject({ status: "parked" });
  });
});
