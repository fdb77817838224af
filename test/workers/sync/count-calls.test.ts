import { env } from "cloudflare:workers";
import type { CrmSystem } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newCallWorld } from "../../../scripts/bench/calls/call-world.ts";

/** All numbers but those of set-up grow with it; the bench counts 10,000. */
const CUSTOMERS = 1000;
/** Fewer than in reality, so that the first load is a job. */
const JOB_SIZE = 500;

const systems: {
  system: CrmSystem;
  name: string;
  setUp: number;
  first: number;
  changed: number;
  activities: number;
  compared: number;
  ownRead: number;
}[] = [
  // Batches of 100: three calls for each page of new contacts, two for each page of activities. A read-back has 100 to 200 records.
  {
    system: "hubspot",
    name: "HubSpot",
    setUp: 22,
    first: 30,
    changed: 10,
    activities: 20,
    compared: 10,
    ownRead: 10,
  },
  // A first load looks for 100 customers a call, and gives the others to a job. Collections have 200 records.
  {
    system: "salesforce",
    name: "Salesforce",
    setUp: 23,
    first: 15,
    changed: 5,
    activities: 12,
    compared: 5,
    ownRead: 3,
  },
];

describe.each(systems)("$name", ({ system, setUp, first, changed, activities, compared, ownRead }) => {
  it("is called once a batch for what is new, changed, sent or compared, and once in two minutes to look", async () => {
    const { live, change, receiveMessages, countSynced } = await newCallWorld({
      db: env.DB,
      variables: env,
      system,
      customers: CUSTOMERS,
      jobSize: JOB_SIZE,
    });
    const looksIn = (minutes: number) => minutes / 2 + 1;

    const load = await live(30);
    expect(load.sync).toBe(setUp + first);
    expect(load.readBack).toBeLessThanOrEqual(looksIn(30) + ownRead);
    expect(await countSynced()).toEqual({ contacts: CUSTOMERS, activities: 0 });

    const idle = await live(25);
    expect(idle.sync).toBe(0);
    expect(idle.readBack).toBeLessThanOrEqual(looksIn(25));

    // The first reconcile, an hour after the beginning.
    const reconciled = await live(30);
    expect(reconciled.sync + reconciled.readBack).toBeGreaterThanOrEqual(compared);
    expect(reconciled.sync + reconciled.readBack).toBeLessThanOrEqual(compared + looksIn(30));

    for (const assignment of ["total_orders = total_orders + 1", "segment = 'client'"]) {
      await change(assignment);
      const calls = await live(30);
      expect(calls.sync, assignment).toBe(changed);
      expect(calls.readBack, assignment).toBeLessThanOrEqual(looksIn(30) + ownRead);
    }

    await receiveMessages();
    const messages = await live(30);
    expect(messages.sync).toBe(activities);
    expect(messages.readBack).toBeLessThanOrEqual(looksIn(30) + ownRead);
    expect(await countSynced()).toEqual({ contacts: CUSTOMERS, activities: CUSTOMERS });
  });
});
