import fc from "fast-check";
import { expect, it } from "vitest";
import { pick, seededRandom } from "../../../support/seeded-random.ts";
import { expectAgreement } from "./expect-agreement.ts";
import { createHubspotStandIn, HUBSPOT_FAULTS } from "./hubspot-stand-in.ts";
import { newKillWorld } from "./kill-world.ts";
import { act, createCustomers, newHistory } from "./people-and-programs.ts";
import { createSalesforceStandIn, SALESFORCE_FAULTS } from "./salesforce-stand-in.ts";
import { setFaults } from "./stand-in.ts";

const HOUR_SECONDS = 60 * 60;
const DAY_SECONDS = 24 * HOUR_SECONDS;
/**
 * Between two passes with faults, each with the same chance: some limits are over then, and some are not;
 * after three minutes there is a read-back, and after an hour the first reconcile.
 */
const MAX_PAUSES_SECONDS = [120, 600, 2 * HOUR_SECONDS];
/** A narrow daily limit takes some days; less than until the next reconcile, which tries what is blocked again. */
const SETTLE_SECONDS = 6 * DAY_SECONDS;
/** Few passes take more. */
const MAX_STEPS = 30;

/** How often, of the passes with faults, one is killed, and of its calls one meets a fault. */
const KILL_CHANCE = 0.6;
const FAULT_CHANCE = 0.1;
/** How often the CRM is set up before the faults. */
const SET_UP_CHANCE = 0.8;

const RUNS = 40;
/** Runs that are the same every time, so that what is counted below does not hang on chance. */
const SAME_EVERY_TIME = Array.from({ length: 12 }, (_, seed): [number, number, number[], number] => [
  8,
  4,
  [2, 2, 2, 2, 2],
  seed,
]);

it.each([
  { system: "HubSpot", createStandIn: createHubspotStandIn, faults: HUBSPOT_FAULTS, hasJobs: false },
  { system: "Salesforce", createStandIn: createSalesforceStandIn, faults: SALESFORCE_FAULTS, hasJobs: true },
])(
  "$system ends with each customer and activity once, whatever fails and wherever passes are killed",
  async ({ createStandIn, faults, hasJobs }) => {
    const seen = { readBacks: 0, reconciles: 0, jobs: 0, limited: 0, renewals: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        async (customers, actsBefore, rounds, seed) => {
          const random = seededRandom(seed);
          const world = await newKillWorld(createStandIn, random);
          const history = newHistory();
          await createCustomers(world, history, customers);
          await act(world, history, actsBefore);
          await world.connect();
          if (random() < SET_UP_CHANCE) await world.setUp();
          for (const acts of rounds) {
            await act(world, history, acts + 1);
            setFaults(
              world.standIn,
              () => (random() < FAULT_CHANCE ? (pick(random, faults) ?? null) : null),
              faults,
            );
            const killAt =
              random() < KILL_CHANCE ? Math.ceil(random() * MAX_STEPS) : Number.POSITIVE_INFINITY;
            await world.runPass(killAt);
            world.standIn.faults.clear();
            await world.authorise();
            world.pass(Math.floor(random() * (pick(random, MAX_PAUSES_SECONDS) ?? 0)));
          }
          seen.readBacks += world.looks.readBacks;
          seen.reconciles += world.looks.reconciles;
          seen.jobs += world.looks.jobs;
          seen.renewals += world.standIn.countRenewals();
          await world.settle(SETTLE_SECONDS);
          // Until the next reconcile.
          world.pass(7 * DAY_SECONDS);
          await world.settle(SETTLE_SECONDS);
          await expectAgreement(world, history);
          seen.limited += world.standIn.countLimited();

          const writes = world.standIn.countWrites();
          await world.settle(DAY_SECONDS);
          expect(world.standIn.countWrites()).toBe(writes);
        },
      ),
      { numRuns: RUNS, examples: SAME_EVERY_TIME },
    );
    // All but the limits among the faults.
    expect(seen.readBacks, "read-backs").toBeGreaterThan(0);
    expect(seen.reconciles, "reconciles").toBeGreaterThan(0);
    expect(seen.limited, "limits").toBeGreaterThan(0);
    expect(seen.renewals, "renewals").toBeGreaterThan(0);
    if (hasJobs) expect(seen.jobs, "jobs").toBeGreaterThan(0);
  },
  120_000,
);
