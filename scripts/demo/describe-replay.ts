import { styleText } from "node:util";
import type { Forecast } from "./operators-api.ts";
import type { ReplayOutcome } from "./run-replay.ts";
import { REPLAYED } from "./scenario.ts";

const WORDS: Readonly<Record<string, string>> = {
  creates_customer: "would make a customer",
  adds_activity: "would add an activity",
  nothing: "would change nothing",
  fails: "would fail again",
};

/** The lines that show what an operator does and sees. */
export function describeReplay({ hopeless, forecast, replay, again, audit }: ReplayOutcome): string[][] {
  const entry = audit.find(({ action, count }) => action.endsWith("/replay") && count === 1);
  return [
    [
      step("A dry run, as it stands", describeForecast(hopeless)),
      step("The number is registered, and a dry run again", describeForecast(forecast)),
      step(
        "The replay",
        `${replay.state}: ${replay.sent} of ${replay.total} sent; “${REPLAYED.text}” is in the timeline`,
      ),
      step("The same replay again", `takes ${again.total} dead letters`),
      step("The audit", `${entry?.actor.id}, ${entry?.action}, ${entry?.count}: “${entry?.reason}”`),
    ],
  ];
}

function step(what: string, came: string): string {
  return `${styleText("bold", what)}  ${came}`;
}

function describeForecast({ items: [item] }: Forecast): string {
  if (item === undefined) return "there is nothing to replay";
  const { firstName, lastName } = item.customer ?? {};
  const name = [firstName, lastName].filter(Boolean).join(" ");
  return `${WORDS[item.outcome] ?? item.outcome}${name && ` of ${name}`}${item.error ? `: ${item.error}` : ""}`;
}
