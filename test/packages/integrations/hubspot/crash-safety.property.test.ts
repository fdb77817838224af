import type { ContactPush, CrmAdapter } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { firstPush, newCustomer, simulateHubspot } from "./simulated-hubspot.ts";

const KINDS = ["fail-before", "fail-after", "time-out", "drop-answer", "status"] as const;

/** Which call, counted from the first, meets what. */
const faultsAt = fc.dictionary(fc.integer({ min: 0, max: 30 }).map(String), fc.constantFrom(...KINDS), {
  maxKeys: 12,
});
/** Whether what a call answered is lost here, as in a crash before it is stored. */
const losses = fc.infiniteStream(fc.boolean());

const MAX_ROUNDS = 60;

async function pushUntilSynced(
  adapter: CrmAdapter,
  pages: ContactPush[][],
  isLost: () => boolean,
  wait: (ms: number) => void,
): Promise<Map<string, string>> {
  const mapped = new Map<string, string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    for (const page of pages) {
      const open = page.filter(({ customer }) => !mapped.has(customer.id));
      if (open.length === 0) continue;
      const outcomes = await adapter.pushContacts(open).catch(() => {
        wait(15_000);
        return [];
      });
      if (isLost()) continue;
      for (const outcome of outcomes) {
        if (outcome.kind === "synced") mapped.set(outcome.prospectId, outcome.externalId);
      }
    }
  }
  return mapped;
}

describe("a first load", () => {
  it("leaves each customer with one contact, whatever fails and is lost on the way", async () => {
    await fc.assert(
      fc.asyncProperty(faultsAt, losses, fc.boolean(), async (faults, lost, refusesWholeBatches) => {
        const { sandbox, adapter, advance } = await simulateHubspot({
          refusesWholeBatches,
          searchLagMs: 20_000,
        });
        const known = sandbox.add("contacts", { email: "known@example.com" });
        const pages = [
          [newCustomer(), newCustomer({ email: "known@example.com" }), newCustomer({ email: null })],
          [
            newCustomer({ email: "bad" }),
            newCustomer({ firstName: null, lastName: null, email: null, phone: null }),
          ],
        ].map((customers) => customers.map(firstPush));
        const before = sandbox.calls.length;
        sandbox.faults.push(
          ...KINDS.map((kind) => ({
            match: () => faults[String(sandbox.calls.length - 1 - before)] === kind,
            kind,
            status: kind === "status" ? 429 : undefined,
            times: Number.POSITIVE_INFINITY,
          })),
        );
        const mapped = await pushUntilSynced(adapter, pages, () => lost.next().value ?? false, advance);
        const contacts = sandbox.records("contacts").filter(({ archived }) => !archived);
        const held = contacts.map(({ id, properties }) => [properties.coccinelle_customer_id, id]);
        expect(Object.fromEntries(held)).toEqual(Object.fromEntries(mapped));
        expect(mapped.size).toBe(5);
        expect(contacts).toHaveLength(5);
        expect([...mapped.values()]).toContain(known);
      }),
      { numRuns: propertyRuns() },
    );
  });
});
