import { env } from "cloudflare:workers";
import { moveSyncStatus, resync } from "@coccinelle/db";
import fc from "fast-check";
import { expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { simulatedRuns } from "../../../support/property-runs.ts";
import { pick, type Random, seededRandom } from "../../../support/seeded-random.ts";
import { type SyncWorld, syncWorld } from "./engine-world.ts";
import { POISON, REFUSED } from "./fake-crm.ts";
import { FaultyRun } from "./faulty-run.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** The acts of people and programs that the end has to show. */
interface History {
  /** Customers whose record a person deleted in the CRM. */
  deletedThere: Set<string>;
  /** Customers whose record a person merged in the CRM. */
  mergedThere: Set<string>;
  /** Activities whose creation was begun, or not recorded, in a pass that met a fault. */
  doubted: Set<string>;
  /**
   * The keys of notes that were deleted in D1, and their customers. A note that still stands in the CRM when its
   * customer is deleted is not among them: it stays beside the archived record, as all of the customer's notes do.
   */
  deletedNotes: Map<string, string>;
}

async function liveCustomers({ customers }: SyncWorld): Promise<string[]> {
  return (await customers.listCustomers({}, { limit: 200 })).items.map(({ id }) => id);
}

function liveNotes({ query, tenantId }: SyncWorld) {
  return query<{ id: string; prospect_id: string; content: string }>(
    "SELECT id, prospect_id, content FROM customer_notes WHERE tenant_id = ?1 ORDER BY created_at, id",
    tenantId,
  );
}

/** The records in the CRM whose mapping in D1 names the same customer. */
async function mappedRecords({ crm, mappings }: SyncWorld) {
  const known = new Map(
    [...(await mappings())].map(([prospectId, { externalId }]) => [externalId, prospectId]),
  );
  return crm
    .liveRecords()
    .filter(({ id, prospectId }) => prospectId !== null && known.get(id) === prospectId);
}

async function createCustomer({ customers, crm }: SyncWorld, random: Random): Promise<void> {
  const email = random() < 0.5 ? `${uniqueId("person")}@example.com` : undefined;
  if (email && random() < 0.4) crm.createByPerson({ email });
  const lastName = random() < 0.1 ? POISON : random() < 0.1 ? REFUSED : "Martin";
  await customers.createCustomer({ firstName: uniqueId("Sophie"), lastName, email, tags: ["sms"] });
}

const ACTIONS: ((world: SyncWorld, random: Random, history: History) => Promise<unknown>)[] = [
  createCustomer,
  async (world, random) => {
    const id = pick(random, await liveCustomers(world));
    if (id) await world.customers.updateCustomer(id, { firstName: uniqueId("Ann"), lastName: "Durand" });
  },
  async (world, random) => {
    const id = pick(random, await liveCustomers(world));
    if (id) await world.customers.addCustomerTags(id, [uniqueId("tag")]);
  },
  async (world, random) => {
    const id = pick(random, await liveCustomers(world));
    if (id) await world.customers.logInteraction(id, "message_received", "sms", null, "Bonjour");
  },
  async (world, random) => {
    const id = pick(random, await liveCustomers(world));
    if (id) await world.customers.addCustomerNote(id, "rappeler");
  },
  async (world, random) => {
    const note = pick(random, await liveNotes(world));
    if (!note) return;
    await world.query("UPDATE customer_notes SET content = ?2 WHERE id = ?1", note.id, uniqueId("changed"));
  },
  async (world, random, { deletedNotes }) => {
    const note = pick(random, await liveNotes(world));
    if (!note) return;
    deletedNotes.set(`note:${note.id}`, note.prospect_id);
    await world.query("DELETE FROM customer_notes WHERE id = ?1", note.id);
  },
  async (world, random, { deletedNotes }) => {
    const id = pick(random, await liveCustomers(world));
    if (!id) return;
    await world.customers.deleteCustomer(id);
    for (const { key } of world.crm.activities) {
      if (deletedNotes.get(key) === id) deletedNotes.delete(key);
    }
  },
  async ({ tenantId, integrationId }, random) => {
    if (random() < 0.5) await resync(env.DB, tenantId, integrationId);
  },
  async (world, random) => {
    const id = pick(random, await liveCustomers(world));
    if (!id) return;
    await world.query(
      "INSERT INTO opt_outs VALUES (?1, ?2, 'sms', 'person', '2026-01-01') ON CONFLICT DO NOTHING",
      world.tenantId,
      id,
    );
  },
  async (world, random, { deletedThere }) => {
    const record = pick(random, await mappedRecords(world));
    if (!record?.prospectId) return;
    deletedThere.add(record.prospectId);
    world.crm.changeByPerson(record, { deletedBy: "person" });
  },
  async (world, random, { mergedThere }) => {
    const [first, second] = (await mappedRecords(world)).toSorted(() => random() - 0.5);
    if (!first?.prospectId || !second?.prospectId) return;
    mergedThere.add(first.prospectId).add(second.prospectId);
    world.crm.mergeByPerson(first, second);
  },
  async (world, random) => {
    const record = pick(random, await mappedRecords(world));
    if (record) world.crm.changeByPerson(record, { optedOut: true, ownerId: "owner" });
  },
  async (world, random) => world.pass(Math.floor(random() * 600)),
];

async function runFaultyPass(world: SyncWorld, random: Random, history: History): Promise<void> {
  const run = new FaultyRun(random);
  const begun = new Set<string>();
  const pass = world.sync({
    db: observedDatabase(env.DB, { fault: run.databaseFault }),
    adapter: run.wrapAdapter(world.crm),
    random,
    wrapStore: (store) =>
      run.wrapStore({
        ...store,
        commit: (changes) => {
          for (const { state, activityId } of changes.activities ?? []) {
            if (state === "intended") begun.add(activityId);
          }
          return store.commit(changes);
        },
      }),
    maxPages: 1 + Math.floor(random() * 3),
  });
  await Promise.race([pass, run.killed]);
  if (run.hadFault) {
    for (const id of begun) history.doubted.add(id);
    for (const id of await unrecordedActivities(world)) history.doubted.add(id);
  }
  if ((await world.status()) === "needs_auth") await authorise(world);
}

/** The keys of activities that stand in the CRM and that no row in D1 knows to stand there. */
async function unrecordedActivities({ crm, query, integrationId }: SyncWorld): Promise<string[]> {
  const rows = await query<{ external_id: string }>(
    "SELECT external_id FROM crm_activity_mappings WHERE integration_id = ?1",
    integrationId,
  );
  const known = new Set(rows.map(({ external_id }) => external_id));
  return crm.activities.filter(({ externalId }) => !known.has(externalId)).map(({ key }) => key);
}

function authorise({ tenantId, integrationId }: SyncWorld): Promise<boolean> {
  return moveSyncStatus(env.DB, tenantId, integrationId, "idle");
}

/** Runs passes, as the alarm would, until nothing is left to do before the time. */
async function runPassesUntil(world: SyncWorld, seconds: number): Promise<void> {
  const end = world.clock.now.getTime() + seconds * 1000;
  for (let passes = 0; passes < 300; passes++) {
    const result = await world.sync();
    if (result.kind === "more") continue;
    if (result.kind !== "done" && result.kind !== "wait" && result.kind !== "failed") {
      throw new Error(`a pass ended ${result.kind}`);
    }
    const next = result.kind === "wait" ? result.until : result.kind === "failed" ? result.retryAt : null;
    if (next === null || next.getTime() > end) {
      world.clock.now = new Date(end);
      return;
    }
    world.clock.now = new Date(Math.max(next.getTime(), world.clock.now.getTime()));
  }
  throw new Error("the passes do not come to an end");
}

async function expectAgreement(world: SyncWorld, history: History): Promise<void> {
  const { crm, customers, mappings, query, integrationId, status } = world;
  expect(["idle", "error"]).toContain(await status());
  const known = await mappings();
  const live = new Set(await liveCustomers(world));
  expect(new Set(known.keys())).toEqual(live);

  for (const id of live) {
    const customer = await customers.getCustomer(id);
    const mapping = known.get(id);
    const records = crm.liveRecords().filter(({ prospectId }) => prospectId === id);
    expect(records.length, id).toBeLessThanOrEqual(1);
    switch (mapping?.status) {
      case "synced":
      case "merged":
        expect(records.map((record) => record.id)).toEqual([mapping.externalId]);
        expect(records[0]?.fields).toMatchObject({
          firstName: customer?.firstName,
          tags: customer?.tags,
        });
        break;
      case "error":
        expect(customer?.lastName).toBe(POISON);
        expect(mapping.reason).toBe("the CRM failed on this page");
        break;
      case "blocked":
        expect(customer?.lastName).toBe(REFUSED);
        expect(mapping.reason).toBe("a field is refused");
        break;
      case "remote_deleted":
        expect(records).toEqual([]);
        expect(history.deletedThere.has(id) || history.mergedThere.has(id)).toBe(true);
        expect(mapping.reason).toMatch(/deleted/);
        break;
      case "conflict":
        expect(history.mergedThere.has(id)).toBe(true);
        expect(mapping.reason).toMatch(/customer/);
        break;
      default:
        throw new Error(`${id} is ${mapping?.status}`);
    }
  }
  for (const { prospectId } of crm.liveRecords()) {
    if (prospectId !== null) expect(live).toContain(prospectId);
  }
  for (const id of history.deletedThere) {
    if (history.mergedThere.has(id)) continue;
    expect(crm.liveRecords().filter(({ prospectId }) => prospectId === id)).toEqual([]);
  }

  const rows = await query<{ activity_id: string; prospect_id: string; state: string }>(
    "SELECT activity_id, prospect_id, state FROM crm_activity_mappings WHERE integration_id = ?1",
    integrationId,
  );
  const states = new Map(rows.map(({ activity_id, state }) => [activity_id, state]));
  for (const { prospect_id, id } of await query<{ prospect_id: string; id: string }>(
    `SELECT prospect_id, id FROM customer_activities WHERE tenant_id = ?1
     UNION ALL SELECT prospect_id, 'note:' || id FROM customer_notes WHERE tenant_id = ?1`,
    world.tenantId,
  )) {
    const standing = crm.activities.filter(({ key }) => key === id).length;
    if (states.get(id) === "unknown") {
      expect(history.doubted).toContain(id);
      expect(standing).toBe(0);
    } else if (["synced", "merged"].includes(known.get(prospect_id)?.status ?? "")) {
      expect([states.get(id), standing]).toEqual(["synced", 1]);
    } else {
      expect(standing).toBeLessThanOrEqual(1);
    }
  }

  for (const { id, content } of await liveNotes(world)) {
    if (states.get(`note:${id}`) !== "synced") continue;
    expect(crm.activities.find(({ key }) => key === `note:${id}`)?.text).toBe(content);
  }
  for (const { key } of crm.activities) {
    if (history.deletedNotes.has(key)) expect(history.doubted, key).toContain(key);
  }
}

it.each([
  { activitiesNeedIntent: false, bulk: false },
  { activitiesNeedIntent: true, bulk: false },
  { activitiesNeedIntent: false, bulk: true },
  { activitiesNeedIntent: true, bulk: true },
])(
  "ends with each customer in the CRM once, wherever passes are killed and whatever fails (intents: $activitiesNeedIntent, jobs: $bulk)",
  async ({ activitiesNeedIntent, bulk }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bulk ? 24 : 8 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        async (customersBefore, rounds, seed) => {
          const random = seededRandom(seed);
          const world = await syncWorld({ activitiesNeedIntent, bulk, connected: false });
          const history: History = {
            deletedThere: new Set(),
            mergedThere: new Set(),
            doubted: new Set(),
            deletedNotes: new Map(),
          };
          const act = async (times: number) => {
            for (let time = 0; time < times; time++) await pick(random, ACTIONS)?.(world, random, history);
          };
          for (let customer = 0; customer < customersBefore; customer++) {
            await createCustomer(world, random);
            await act(random() < 0.3 ? 1 : 0);
          }
          await world.connect();
          for (const actions of rounds) {
            await act(actions + 1);
            await runFaultyPass(world, random, history);
          }
          await runPassesUntil(world, DAY_SECONDS);
          // Until the next reconcile.
          world.pass(7 * DAY_SECONDS);
          await runPassesUntil(world, DAY_SECONDS);
          await expectAgreement(world, history);
        },
      ),
      { numRuns: simulatedRuns(0.5) },
    );
  },
);
