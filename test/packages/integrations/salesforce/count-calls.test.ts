import type { ContactPush } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import {
  firstPush,
  newActivity,
  newCustomer,
  type PushedContact,
  pushSynced,
} from "../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

/** Collections have 200 records, so that 10,000 take ten times as many calls; the bench counts them. */
const CUSTOMERS = 1000;

function cut<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

describe("1,000 customers", () => {
  it("take 21 calls at first, 6 without a query when they change, and 6 when they go", async () => {
    const { sandbox, connect } = await simulateSalesforce();
    const customers = Array.from({ length: CUSTOMERS }, () => newCustomer());
    async function pushAll(pushes: readonly ContactPush[]) {
      const adapter = connect();
      const before = sandbox.calls.length;
      const pushed: PushedContact[] = [];
      for (const page of cut(pushes, adapter.contactPageSize)) {
        pushed.push(...(await pushSynced(adapter, page)));
      }
      return { pushed, calls: sandbox.calls.slice(before) };
    }

    const first = await pushAll(customers.map(firstPush));
    expect(first.calls.length).toBeLessThanOrEqual(21);
    expect(sandbox.records("Contact")).toHaveLength(CUSTOMERS);

    const changes = { lastName: "Durand", segment: "client", totalOrders: 5 };
    const changed = first.pushed.map((push) => ({ ...push, customer: { ...push.customer, ...changes } }));
    const second = await pushAll(changed);
    expect(second.calls.length).toBeLessThanOrEqual(6);
    expect(second.calls.filter(({ path }) => path.startsWith("/query"))).toEqual([]);

    const adapter = connect();
    const deletions = second.pushed.map(({ customer, externalId }) => ({
      prospectId: customer.id,
      externalId,
    }));
    const before = sandbox.calls.length;
    for (const page of cut(deletions, adapter.contactPageSize)) await adapter.deleteContacts(page, "archive");
    expect(sandbox.calls.length - before).toBeLessThanOrEqual(6);
    expect(listLiving(sandbox)).toEqual([]);
  });

  it("take 20 calls at first by a job, also with phone numbers alone, and 3 to be compared", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { bulk } = adapter;
    if (!bulk) throw new Error("there is no bulk load");
    const page = Array.from({ length: CUSTOMERS }, () => firstPush(newCustomer({ email: null })));
    const before = sandbox.calls.length;
    const jobId = await bulk.open();
    expect(await bulk.send(jobId, page)).toEqual([]);
    expect(await bulk.collect(jobId, page)).toHaveLength(CUSTOMERS);
    const calls = sandbox.calls.slice(before);
    expect(calls.length).toBeLessThanOrEqual(20);
    expect(calls.filter(({ path }) => path.startsWith("/query")).length).toBeLessThanOrEqual(10);

    const contacts = sandbox.records("Contact");
    expect(contacts).toHaveLength(CUSTOMERS);
    const ids = contacts.map(({ id }) => id);
    const untilRead = sandbox.calls.length;
    for (const part of cut(ids, 500)) expect(await adapter.readContacts(part)).toHaveLength(part.length);
    expect(sandbox.calls.length - untilRead).toBeLessThanOrEqual(3);
  });
});

describe("a page that is refused record by record, which is no record's fault", () => {
  it("takes 60 calls at most, and leaves who was not asked for to be tried again", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const known = await pushSynced(
      adapter,
      Array.from({ length: 100 }, () => firstPush(newCustomer())),
    );
    sandbox.faults.push({
      match: ({ method }) => method === "PATCH",
      kind: "status",
      status: 403,
      errorCode: "INSUFFICIENT_ACCESS",
      times: Number.POSITIVE_INFINITY,
    });
    const before = sandbox.calls.length;
    const changed = known.map((push) => ({ ...push, customer: { ...push.customer, totalOrders: 9 } }));
    const news = Array.from({ length: 100 }, () => firstPush(newCustomer()));
    const outcomes = await adapter.pushContacts([...changed, ...news]);
    expect(sandbox.calls.length - before).toBeLessThanOrEqual(60);
    const kinds = Map.groupBy(outcomes, ({ kind }) => kind);
    expect([kinds.get("blocked")?.length, kinds.get("error")?.length]).toEqual([16, 184]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: "Salesforce refuses it: INSUFFICIENT_ACCESS" });
    }
  });

  it("takes 30 calls at most for activities", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { externalId } = await pushSynced(adapter, [firstPush(newCustomer())]).then(
      ([pushed]) => pushed ?? { externalId: "" },
    );
    sandbox.faults.push({
      match: ({ method }) => method === "POST",
      kind: "status",
      status: 403,
      errorCode: "INSUFFICIENT_ACCESS",
      times: Number.POSITIVE_INFINITY,
    });
    const before = sandbox.calls.length;
    const page = Array.from({ length: adapter.activityPageSize }, () => newActivity(externalId));
    const outcomes = await adapter.pushActivities(page);
    expect(sandbox.calls.length - before).toBeLessThanOrEqual(30);
    expect(outcomes.filter(({ kind }) => kind === "error")).toHaveLength(page.length - 8);
  });
});

describe("a page of customers with phone numbers alone", () => {
  it("takes four calls at first", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    await pushSynced(adapter, [firstPush(newCustomer())]);
    const page = Array.from({ length: 200 }, () => firstPush(newCustomer({ email: null })));
    const before = sandbox.calls.length;
    await pushSynced(adapter, page);
    expect(sandbox.calls.length - before).toBe(4);
  });
});
