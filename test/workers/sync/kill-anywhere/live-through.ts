import { expect } from "vitest";
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
 * The longest pauses between two passes with faults, each with the same chance. After 3 minutes there is a
 * read-back, and after an hour the first reconcile; some of the CRM's limits are over by then, and some are not.
 */
const MAX_PAUSES_SECONDS = [120, 600, 2 * HOUR_SECONDS];
/** A narrow daily limit takes some days. The next reconcile, which tries blocked records again, comes later. */
const SETTLE_SECONDS = 6 * DAY_SECONDS;
/** Few passes take more steps. */
const MAX_STEPS = 30;

/** How often a pass with faults is killed, and how often one of its calls meets a fault. */
const KILL_CHANCE = 0.6;
const FAULT_CHANCE = 0.1;
/** How often the CRM is set up before the faults. */
const SET_UP_CHANCE = 0.8;

export const SYSTEMS = [
  { system: "HubSpot", createStandIn: createHubspotStandIn, faults: HUBSPOT_FAULTS, hasJobs: false },
  { system: "Salesforce", createStandIn: createSalesforceStandIn, faults: SALESFORCE_FAULTS, hasJobs: true },
];

export interface KilledHistory {
  customers: number;
  actsBefore: number;
  /** How much people and programs do before each pass with faults. */
  rounds: readonly number[];
  /** Everything else follows from it. */
  seed: number;
}

/** What a history met, so that a property can show that its histories meet everything. */
export interface Seen {
  readBacks: number;
  reconciles: number;
  jobs: number;
  limited: number;
  renewals: number;
}

/** Lives through one history with kills and faults, and expects the CRM and D1 to agree at its end. */
export async function liveThrough(
  { createStandIn, faults }: Pick<(typeof SYSTEMS)[number], "createStandIn" | "faults">,
  { customers, actsBefore, rounds, seed }: KilledHistory,
): Promise<Seen> {
  const random = seededRandom(seed);
  const world = await newKillWorld(createStandIn, random);
  const history = newHistory();
  await createCustomers(world, history, customers);
  await act(world, history, actsBefore);
  await world.connect();
  if (random() < SET_UP_CHANCE) await world.setUp();
  for (const acts of rounds) {
    await act(world, history, acts + 1);
    const chooseFault = () => (random() < FAULT_CHANCE ? (pick(random, faults) ?? null) : null);
    setFaults(world.standIn, chooseFault, faults);
    const killAt = random() < KILL_CHANCE ? Math.ceil(random() * MAX_STEPS) : Number.POSITIVE_INFINITY;
    await world.runPass(killAt);
    world.standIn.faults.clear();
    await world.authorise();
    world.pass(Math.floor(random() * (pick(random, MAX_PAUSES_SECONDS) ?? 0)));
  }
  const seen = { ...world.looks, renewals: world.standIn.countRenewals() };
  await world.settle(SETTLE_SECONDS);
  // Until the next reconcile.
  world.pass(7 * DAY_SECONDS);
  await world.settle(SETTLE_SECONDS);
  await expectAgreement(world, history);
  const limited = world.standIn.countLimited();

  const writes = world.standIn.countWrites();
  await world.settle(DAY_SECONDS);
  expect(world.standIn.countWrites()).toBe(writes);
  return { ...seen, limited };
}
