import { env } from "cloudflare:workers";
import { NonRetryableError, TransientError } from "@coccinelle/core";
import { resync } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { type SyncWorld, syncWorld } from "./engine-world.ts";
import { POISON, REFUSED } from "./fake-crm.ts";

/** A world with customers from before the CRM was connected, more than go by pages. */
async function loadWorld(count: number) {
  const world = await syncWorld({ bulk: true, connected: false });
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push((await world.customers.createCustomer({ firstName: `Sophie ${index}` })).id);
  }
  await world.connect();
  return { ...world, ids };
}

/** Runs passes until nothing is left, each at its time. */
async function runAllPasses({ sync, clock }: SyncWorld): Promise<void> {
  for (let passes = 0; passes < 40; passes++) {
    const result = await sync();
    if (result.kind === "done") return;
    if (result.kind === "wait") clock.now = result.until;
    else expect(result.kind).toBe("more");
  }
  throw new Error("the passes do not come to an end");
}

const methods = ({ crm }: SyncWorld) => crm.calls.map(({ method }) => method);
const firstOf = (ids: string[]) => ids[0] ?? "";

describe("a first load", () => {
  it("of many customers is a job, whose results are asked for at growing intervals", async () => {
    const world = await loadWorld(8);
    const { crm, sync, clock, ids, mappings, query, integrationId } = world;
    crm.bulkLooks = 7;
    const delays: number[] = [];
    for (let result = await sync(); result.kind === "wait"; result = await sync()) {
      delays.push((result.until.getTime() - clock.now.getTime()) / 1000);
      expect(delays.length).toBeLessThan(12);
      clock.now = result.until;
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
    expect(methods(world).filter((method) => !method.startsWith("list"))).toEqual([
      "bulk.open",
      "bulk.send",
      ...Array.from({ length: 8 }, () => "bulk.collect"),
    ]);
    expect(new Set((await mappings()).keys())).toEqual(new Set(ids));
    expect(crm.liveRecords()).toHaveLength(8);
    const [cursor] = await query(
      "SELECT bulk_job_id, load_position = load_until AS isLoaded FROM sync_cursors WHERE integration_id = ?1",
      integrationId,
    );
    expect(cursor).toEqual({ bulk_job_id: null, isLoaded: 1 });
  });

  it("of more customers than a job takes is several jobs, one after the other, and the rest goes by pages", async () => {
    const world = await loadWorld(23);
    await runAllPasses(world);
    expect(world.crm.liveRecords()).toHaveLength(23);
    expect(world.crm.calls.filter(({ method }) => method === "bulk.send").map(({ size }) => size)).toEqual([
      10, 10,
    ]);
    expect(world.crm.calls.filter(({ method }) => method === "pushContacts").map(({ size }) => size)).toEqual(
      [3],
    );
  });

  it("of few customers goes by pages, and so does a load for which the CRM opens no job", async () => {
    const few = await loadWorld(4);
    await runAllPasses(few);
    expect(methods(few)).toEqual(["pushContacts", "pushContacts"]);
    const many = await loadWorld(8);
    if (!many.crm.bulk) throw new Error("the CRM has no jobs");
    many.crm.bulk.open = async () => {
      throw new NonRetryableError("jobs are not allowed");
    };
    await runAllPasses(many);
    expect(methods(many)).toEqual(["pushContacts", "pushContacts", "pushContacts"]);
    expect(many.crm.liveRecords()).toHaveLength(8);
  });

  it("brings the activities to the CRM, too, once the job is done", async () => {
    const world = await syncWorld({ bulk: true, connected: false });
    for (let index = 0; index < 6; index++) {
      const { id } = await world.customers.createCustomer({ firstName: "Sophie" });
      await world.customers.logInteraction(id, "call", "phone");
    }
    await world.connect();
    await runAllPasses(world);
    expect(world.crm.activities).toHaveLength(6);
  });

  it("leaves customers to later passes that the job refused or did not come to", async () => {
    const world = await loadWorld(6);
    const { customers, crm, mappings, connect, query, integrationId } = world;
    await query("DELETE FROM crm_integrations WHERE id = ?1", integrationId);
    const poison = await customers.createCustomer({ firstName: "Ann", lastName: POISON });
    const refused = await customers.createCustomer({ firstName: "Ann", lastName: REFUSED });
    await connect();
    for (let passes = 0; passes < 4; passes++) {
      const result = await world.sync();
      if (result.kind === "wait") world.clock.now = result.until;
    }
    const known = await mappings();
    expect(known.get(refused.id)).toMatchObject({ status: "blocked", reason: "a field is refused" });
    expect(known.get(poison.id)).toMatchObject({ status: "error", attempts: expect.any(Number) });
    expect(crm.liveRecords()).toHaveLength(6);
  });
});

describe("while a job is out", () => {
  /** A world whose job is sent and not done yet. */
  async function jobOut() {
    const world = await loadWorld(8);
    expect((await world.sync()).kind).toBe("wait");
    expect(methods(world)).toEqual(["bulk.open", "bulk.send"]);
    return world;
  }

  it("new customers and changes still reach the CRM", async () => {
    const world = await jobOut();
    await world.customers.createCustomer({ firstName: "Karim" });
    await world.sync();
    expect(world.crm.liveRecords()).toMatchObject([{ fields: { firstName: "Karim" } }]);
  });

  it("a customer that changes has one record in the end, with its latest values", async () => {
    const world = await jobOut();
    const [before = "", after = ""] = world.ids;
    await world.customers.updateCustomer(before, { firstName: "Mapped before" });
    await world.sync();
    const live = (await world.mappings()).get(before)?.externalId;
    expect(live).toMatch(/contact-/);
    await world.customers.updateCustomer(after, { firstName: "Changed at the end" });
    await runAllPasses(world);
    const names = new Map(
      world.crm.liveRecords().map(({ prospectId, fields }) => [prospectId, fields.firstName]),
    );
    expect(world.crm.liveRecords()).toHaveLength(8);
    expect(names.get(before)).toBe("Mapped before");
    expect(names.get(after)).toBe("Changed at the end");
    expect((await world.mappings()).get(before)).toMatchObject({ status: "synced", externalId: live });
  });

  it("a customer that is deleted leaves no record, though the job makes one", async () => {
    const world = await jobOut();
    await world.customers.deleteCustomer(firstOf(world.ids));
    await world.sync();
    // The job may make the customer's record at any moment.
    expect((await world.mappings()).get(firstOf(world.ids))).toMatchObject({
      status: "error",
      externalId: "",
    });
    await runAllPasses(world);
    expect(world.crm.liveRecords()).toHaveLength(7);
    expect([...(await world.mappings()).keys()]).not.toContain(firstOf(world.ids));
  });

  it("a customer that is deleted leaves no record, even where the results of the job that made one are lost", async () => {
    const world = await jobOut();
    const id = firstOf(world.ids);
    await world.customers.deleteCustomer(id);
    await world.sync();
    if (!world.crm.bulk) throw new Error("the CRM has no jobs");
    const { collect } = world.crm.bulk;
    world.crm.bulk.collect = async (...job) =>
      (await collect(...job))?.filter(({ prospectId }) => prospectId !== id) ?? null;
    await runAllPasses(world);
    expect(world.crm.liveRecords()).toHaveLength(7);
    expect([...(await world.mappings()).keys()]).not.toContain(id);
  });

  it("a record that the job made and a person merged into the customer's own is not deleted", async () => {
    const world = await jobOut();
    const { crm, customers, clock, pass, sync, ids } = world;
    if (!crm.bulk) throw new Error("the CRM has no jobs");
    const { collect } = crm.bulk;
    // The job has made all records, and its results are read late.
    crm.bulk.collect = async (...job) => {
      while ((await collect(...job)) === null);
      return null;
    };
    pass(600);
    await sync();
    const id = firstOf(ids);
    const made = crm.liveRecords().find(({ prospectId }) => prospectId === id);
    const other = crm.createByPerson({ firstName: "Stranger" });
    if (!made) throw new Error("the job made no record");
    await customers.updateCustomer(id, { firstName: "Changed" });
    await sync();
    const survivor = crm.mergeByPerson(made, other);
    await customers.updateCustomer(id, { firstName: "Changed again" });
    await sync();
    expect((await world.mappings()).get(id)?.externalId).toBe(survivor.id);
    crm.bulk.collect = collect;
    clock.now = new Date(clock.now.getTime() + 600_000);
    await runAllPasses(world);
    expect(crm.liveRecords().map((record) => record.id)).toContain(survivor.id);
    expect((await world.mappings()).get(id)).toMatchObject({ externalId: survivor.id });
    expect(methods(world)).not.toContain("deleteContacts");
  });

  it("a record that a person deletes is not made again by the job", async () => {
    const world = await jobOut();
    const id = firstOf(world.ids);
    await world.customers.updateCustomer(id, { firstName: "Ann" });
    await world.sync();
    const [record] = world.crm.liveRecords();
    if (!record) throw new Error("there is no record");
    world.crm.changeByPerson(record, { deletedBy: "person" });
    await runAllPasses(world);
    expect(world.crm.liveRecords().filter(({ prospectId }) => prospectId === id)).toEqual([]);
    expect((await world.mappings()).get(id)?.status).toBe("remote_deleted");
  });

  it("a resync waits for the job, and brings every customer to the CRM again after it", async () => {
    const world = await jobOut();
    await resync(env.DB, world.tenantId, world.integrationId);
    await runAllPasses(world);
    expect(world.crm.liveRecords()).toHaveLength(8);
    expect(methods(world).filter((method) => method === "bulk.send")).toHaveLength(2);
  });

  it("a failed call about the job puts off the next one, and holds up nothing else", async () => {
    const world = await jobOut();
    const { crm, customers, sync, clock } = world;
    if (!crm.bulk) throw new Error("the CRM has no jobs");
    const collect = crm.bulk.collect;
    crm.bulk.collect = async () => {
      throw new TransientError("jobs cannot be read");
    };
    world.pass(20);
    const failed = await sync({ random: () => 0.5 });
    expect(failed).toMatchObject({ kind: "failed", reason: "jobs cannot be read" });
    await customers.createCustomer({ firstName: "Karim" });
    expect(await sync()).toEqual({
      kind: "wait",
      until: new Date(clock.now.getTime() + 20_000),
      reason: null,
    });
    expect(crm.liveRecords()).toHaveLength(1);
    crm.bulk.collect = collect;
    await runAllPasses(world);
    expect(crm.liveRecords()).toHaveLength(9);
  });

  it("a job that is lost for good is given up, and its customers go by pages", async () => {
    const world = await jobOut();
    if (!world.crm.bulk) throw new Error("the CRM has no jobs");
    world.crm.bulk.collect = async () => {
      throw new NonRetryableError("there is no such job");
    };
    await runAllPasses(world);
    expect(world.crm.liveRecords()).toHaveLength(8);
    expect(methods(world).filter((method) => method === "bulk.open")).toHaveLength(1);
  });
});
