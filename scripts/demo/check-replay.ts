import { type Check, fullName } from "./check-outcome.ts";
import type { CustomerWithTimeline } from "./operators-api.ts";
import type { ReplayOutcome } from "./run-replay.ts";
import { REPLAY_REASON, REPLAYED } from "./scenario.ts";

/** Compares the things that an operator saw with the effects that a replay has to have. */
export function checkReplay(outcome: ReplayOutcome): Check[] {
  return [
    {
      statement: "Dry runs foretell what a replay does, and change nothing",
      problems: checkDryRuns(outcome),
    },
    { statement: "The replay has the dead letter's effects, once", problems: checkEffects(outcome) },
    { statement: "The audit tells who replayed it, and why", problems: checkAudit(outcome) },
  ];
}

function checkDryRuns({ hopeless, forecast, customersBefore }: ReplayOutcome): string[] {
  return [
    ...expectOutcome(hopeless.items[0]?.outcome, "fails", "before its cause was removed"),
    ...expectOutcome(forecast.items[0]?.outcome, "adds_activity", "after that"),
    ...(findActivity(customersBefore) ? ["the activity existed before the replay"] : []),
  ];
}

function expectOutcome(found: string | undefined, expected: string, when: string): string[] {
  return found === expected ? [] : [`${when} it foretells ${found} instead of ${expected}`];
}

function checkEffects({
  customersBefore,
  customersAfter,
  replay,
  deadLetter,
  again,
}: ReplayOutcome): string[] {
  const owner = customersAfter.find((customer) => findActivity([customer]));
  const added = countActivities(customersAfter) - countActivities(customersBefore);
  return [
    ...(replay.state === "done" && replay.sent === 1 ? [] : [`it is ${replay.state}, ${replay.sent} sent`]),
    ...(owner && fullName(owner) === REPLAYED.customer
      ? []
      : [`its activity is ${owner ? fullName(owner) : "nobody"}'s`]),
    ...(added === 1 ? [] : [`${added} activities were added`]),
    ...(deadLetter?.status === "replayed" ? [] : [`the dead letter is ${deadLetter?.status}`]),
    ...(again.total === 0 ? [] : [`a second replay took ${again.total} dead letters`]),
  ];
}

function checkAudit({ audit }: ReplayOutcome): string[] {
  const entry = audit.find(({ action, count }) => action === "POST /api/dead-letters/replay" && count === 1);
  if (entry?.reason === REPLAY_REASON && entry.status === 202) return [];
  return [`it says ${JSON.stringify(entry)}`];
}

function findActivity(customers: CustomerWithTimeline[]) {
  return customers
    .flatMap(({ timeline }) => timeline)
    .find(({ description }) => description === REPLAYED.text);
}

function countActivities(customers: CustomerWithTimeline[]): number {
  return customers.flatMap(({ timeline }) => timeline).length;
}
