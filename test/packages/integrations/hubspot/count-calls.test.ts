import type { ActivityPush, ContactPush, CrmAdapter, CrmCustomer } from "@coccinelle/core";
import type { HubspotSandbox } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import {
  firstPush,
  newActivity,
  newCustomer,
  type PushedContact,
  pushOne,
  pushSynced,
  simulateHubspot,
} from "./simulated-hubspot.ts";

/** Batches have 100 records, so that 10,000 take ten times as many calls; the bench counts them. */
const RECORDS = 1000;
const KINDS: readonly ActivityPush["kind"][] = ["sms", "whatsapp", "call", "email", "note"];
const TYPES = ["contacts", "communications", "calls", "emails", "notes"] as const;

/** Page by page, as a pass does it. */
async function pushAll(sandbox: HubspotSandbox, adapter: CrmAdapter, pushes: readonly ContactPush[]) {
  const before = sandbox.calls.length;
  const pushed: PushedContact[] = [];
  for (let from = 0; from < pushes.length; from += adapter.contactPageSize) {
    pushed.push(...(await pushSynced(adapter, pushes.slice(from, from + adapter.contactPageSize))));
  }
  return { pushed, calls: sandbox.calls.slice(before) };
}

function change(pushed: readonly PushedContact[], changes: Partial<CrmCustomer>): PushedContact[] {
  return pushed.map((push) => ({ ...push, customer: { ...push.customer, ...changes } }));
}

describe("1,000 customers", () => {
  it("take 31 calls at first, and 11 without a look when they change, their segments too", async () => {
    const { sandbox, connect } = await simulateHubspot();
    const customers = Array.from({ length: RECORDS }, () => newCustomer());
    const first = await pushAll(sandbox, connect(), customers.map(firstPush));
    expect(first.calls.length).toBeLessThanOrEqual(31);
    expect(sandbox.records("contacts")).toHaveLength(RECORDS);

    const changes = { lastName: "Durand", totalOrders: 5 };
    const second = await pushAll(sandbox, connect(), change(first.pushed, changes));
    expect(second.calls.length).toBeLessThanOrEqual(11);
    expect(second.calls.filter(({ path }) => path.endsWith("/search"))).toEqual([]);

    const third = await pushAll(sandbox, connect(), change(second.pushed, { segment: "client" }));
    expect(third.calls.length).toBeLessThanOrEqual(11);
    const stages = sandbox.records("contacts").map(({ properties }) => properties.lifecyclestage);
    expect(new Set(stages)).toEqual(new Set(["customer"]));
  });
});

describe("a page that is refused record by record, which is no record's fault", () => {
  const refusal = { kind: "status", status: 400, times: Number.POSITIVE_INFINITY } as const;

  it("takes 60 calls at most, and leaves who was not asked for to be tried again", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const known = await pushSynced(
      adapter,
      Array.from({ length: 50 }, () => firstPush(newCustomer())),
    );
    sandbox.faults.push({ ...refusal, match: ({ path }) => /\/batch\/(?:update|upsert)$/.test(path) });
    const before = sandbox.calls.length;
    const news = Array.from({ length: 50 }, () => firstPush(newCustomer()));
    const outcomes = await adapter.pushContacts([...change(known, { totalOrders: 9 }), ...news]);
    expect(sandbox.calls.length - before).toBeLessThanOrEqual(60);
    expect(outcomes.filter(({ kind }) => kind === "blocked")).toHaveLength(16);
    expect(outcomes.filter(({ kind }) => kind === "error")).toHaveLength(84);
  });

  it.each([true, false])(
    "takes 70 calls at most for 4,000 activities (with a key: %s)",
    async (activityKeys) => {
      const { sandbox, adapter } = await simulateHubspot({
        uniquePropertyTypes: [...TYPES],
        settings: { activityKeys },
      });
      const { externalId } = await pushOne(adapter);
      sandbox.faults.push({ ...refusal, match: ({ path }) => path.endsWith("/batch/create") });
      const before = sandbox.calls.length;
      const page = Array.from({ length: adapter.activityPageSize }, () => newActivity(externalId));
      const outcomes = await adapter.pushActivities(page);
      expect(sandbox.calls.length - before).toBeLessThanOrEqual(70);
      expect(outcomes.filter(({ kind }) => kind === "error")).toHaveLength(page.length - 8);
    },
  );
});

describe.each([
  ["without a key", false],
  ["with a key", true],
])("1,000 activities %s", (_, activityKeys) => {
  async function countCalls(kindAt: (index: number) => ActivityPush["kind"]): Promise<number> {
    const { sandbox, adapter } = await simulateHubspot({
      uniquePropertyTypes: [...TYPES],
      settings: { activityKeys },
    });
    const { externalId } = await pushOne(adapter);
    const activities = Array.from({ length: RECORDS }, (_, index) =>
      newActivity(externalId, { kind: kindAt(index) }),
    );
    const before = sandbox.calls.length;
    for (let from = 0; from < activities.length; from += adapter.activityPageSize) {
      await adapter.pushActivities(activities.slice(from, from + adapter.activityPageSize));
    }
    const types = TYPES.filter((type) => type !== "contacts");
    expect(types.flatMap((type) => sandbox.records(type))).toHaveLength(RECORDS);
    return sandbox.calls.length - before;
  }

  it("take 10 calls where they are of one kind", async () => {
    expect(await countCalls(() => "sms")).toBe(10);
  });

  it("take 13 calls at most where their kinds are mixed", async () => {
    // Of each page of 4,000, each type but the first has one batch more than it would fill.
    const uneven = (index: number) => (index < 3 ? KINDS[2 + index] : "sms") ?? "sms";
    expect(await countCalls(uneven)).toBe(13);
    expect(await countCalls((index) => KINDS[index % KINDS.length] ?? "sms")).toBeLessThanOrEqual(13);
  });
});
