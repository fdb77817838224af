import type { ContactPush, CrmCustomer } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import {
  firstPush,
  newActivity,
  newCustomer,
  type PushedContact,
  pushOne,
  pushSynced,
} from "../hubspot/simulated-hubspot.ts";
import type { CrmWorld } from "./crm-world.ts";
import { CRMS } from "./crms.ts";
import { pushUntilSynced } from "./push-until-synced.ts";

const PAGES = 5;

/** Page by page, as a pass does it. */
async function pushAll({ reconnect, countCalls }: CrmWorld, pushes: readonly ContactPush[]) {
  const adapter = reconnect();
  const before = countCalls();
  const pushed: PushedContact[] = [];
  for (let from = 0; from < pushes.length; from += adapter.contactPageSize) {
    pushed.push(...(await pushSynced(adapter, pushes.slice(from, from + adapter.contactPageSize))));
  }
  return { pushed, calls: countCalls() - before };
}

function change(pushed: readonly PushedContact[], changes: Partial<CrmCustomer>): PushedContact[] {
  return pushed.map((push) => ({ ...push, customer: { ...push.customer, ...changes } }));
}

describe.each(CRMS)("pages of customers, at $name,", (crm) => {
  it("take a fixed number of calls each at first, and one call without a look when they change", async () => {
    const world = await crm.create();
    const count = PAGES * world.adapter.contactPageSize;
    const customers = Array.from({ length: count }, (_, index) =>
      newCustomer({ email: `${index}@example.com` }),
    );
    const first = await pushAll(world, customers.map(firstPush));
    expect(first.calls).toBe(PAGES * crm.callsOfNewPage + crm.callsBefore);
    expect(world.people()).toHaveLength(count);

    const looks = world.countCalls("look");
    const changes = { lastName: "Durand", totalOrders: 5, segment: "client" };
    const second = await pushAll(world, change(first.pushed, changes));
    expect(second.calls).toBe(PAGES + 1);
    expect(world.countCalls("look")).toBe(looks);
  });

  it("take four calls each at most where customers have phone numbers alone", async () => {
    const world = await crm.create();
    const { adapter } = world;
    await pushOne(adapter);
    const before = world.countCalls();
    const customers = Array.from({ length: adapter.contactPageSize }, () => newCustomer({ email: null }));
    await pushSynced(adapter, customers.map(firstPush));
    expect(world.countCalls() - before).toBeLessThanOrEqual(4);
    expect(world.people()).toHaveLength(adapter.contactPageSize + 1);
  });
});

describe.each(CRMS)("a page that $name refuses record by record, which is no record's fault,", (crm) => {
  it("takes 60 calls at most, and leaves the others to be tried again", async () => {
    const { adapter, countCalls, refuse } = await crm.create();
    const size = adapter.contactPageSize / 2;
    const page = Array.from({ length: size }, () => firstPush(newCustomer()));
    const known = await pushSynced(adapter, page);
    for (const kind of ["update", "create"] as const) refuse(kind, Number.POSITIVE_INFINITY);
    const before = countCalls();
    const news = Array.from({ length: size }, () => firstPush(newCustomer()));
    const outcomes = await adapter.pushContacts([...change(known, { totalOrders: 9 }), ...news]);
    expect(countCalls() - before).toBeLessThanOrEqual(60);
    expect(outcomes.filter(({ kind }) => kind === "blocked")).toHaveLength(16);
    expect(outcomes.filter(({ kind }) => kind === "error")).toHaveLength(2 * size - 16);
  });

  it.each(["key", "none"])(
    "takes 70 calls at most for activities (their id in a field: %s)",
    async (mark) => {
      const { adapter, countCalls, refuse } = await crm.create({ mark });
      const { externalId } = await pushOne(adapter);
      refuse("activity", Number.POSITIVE_INFINITY);
      const before = countCalls();
      const page = Array.from({ length: adapter.activityPageSize }, () => newActivity(externalId));
      const outcomes = await adapter.pushActivities(page);
      const batches = adapter.activityPageSize / adapter.contactPageSize;
      expect(countCalls() - before).toBeLessThanOrEqual(batches + 30);
      expect(outcomes.filter(({ kind }) => kind === "blocked")).toHaveLength(8);
      expect(outcomes.filter(({ kind }) => kind === "error")).toHaveLength(page.length - 8);
    },
  );
});

const FAULTS = ["fail-before", "fail-after", "time-out", "drop-answer", "limit"] as const;

describe.each(CRMS)("a first load of $name", (crm) => {
  it("leaves each customer with one record, whatever fails and is lost on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.integer({ min: 0, max: 30 }).map(String), fc.constantFrom(...FAULTS), {
          maxKeys: 12,
        }),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        async (faults, losses, refusesWholeRequests) => {
          const world = await crm.create({ refusesWholeRequests, isSearchLate: true });
          const known = world.addPerson({ email: "known@example.com" });
          const pages = [
            [newCustomer(), newCustomer({ email: "known@example.com" }), newCustomer({ email: null })],
            [
              newCustomer({ email: "bad" }),
              newCustomer({ firstName: null, lastName: null, email: null, phone: null }),
            ],
          ].map((customers) => customers.map(firstPush));
          world.failAt(faults);
          const mapped = new Map<string, string>();
          await pushUntilSynced(world, pages, mapped, () => losses.next().value ?? false);
          const held = world.people().map(({ id, key }) => [key, id]);
          expect(Object.fromEntries(held)).toEqual(Object.fromEntries(mapped));
          expect(mapped.size).toBe(5);
          expect(held).toHaveLength(5);
          expect([...mapped.values()]).toContain(known);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });
});
