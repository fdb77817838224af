import fc from "fast-check";
import { expect, it } from "vitest";
import { expectAgreement } from "./kill-anywhere/expect-agreement.ts";
import { createHubspotStandIn, HUBSPOT_FAULTS } from "./kill-anywhere/hubspot-stand-in.ts";
import { newKillWorld } from "./kill-anywhere/kill-world.ts";
import { act, createCustomers, newHistory } from "./kill-anywhere/people-and-programs.ts";
import { pick, seededRandom } from "./kill-anywhere/random.ts";
import { createSalesforceStandIn, SALESFORCE_FAULTS } from "./kill-anywhere/salesforce-stand-in.ts";
import { setFaults } from "./kill-anywhere/stand-in.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** Between two passes with faults: some limits are over then, and some are not. */
const MAX_PAUSE_SECONDS = 120;
/** Few passes take more. */
const MAX_STEPS = 30;

/** How often, of the passes with faults, one is killed, and of its calls one meets a fault. */
const KILL_CHANCE = 0.6;
const FAULT_CHANCE = 0.1;

it.each([
  { system: "HubSpot", createStandIn: createHubspotStandIn, faults: HUBSPOT_FAULTS },
  { system: "Salesforce", createStandIn: createSalesforceStandIn, faults: SALESFORCE_FAULTS },
])(
  "$system ends with each customer and activity once, whatever fails and wherever passes are killed",
  async ({ createStandIn, faults }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
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
            world.pass(Math.floor(random() * MAX_PAUSE_SECONDS));
          }
          await world.settle(DAY_SECONDS);
          // Until the next reconcile.
          world.pass(7 * DAY_SECONDS);
          await world.settle(DAY_SECONDS);
          await expectAgreement(world, history);

          const writes = world.standIn.countWrites();
          await world.settle(DAY_SECONDS);
          expect(world.standIn.countWrites()).toBe(writes);
        },
      ),
      { numRuns: 40 },
    );
  },
  120_000,
);
