import { setTimeout } from "node:timers/promises";
import type { DeadLetter } from "@coccinelle/api-client";
import type { AuditEntry, CustomerWithTimeline, Forecast, OperatorsApi, Replay } from "./operators-api.ts";
import { REPLAY_REASON, TENANT } from "./scenario.ts";

/** A page of a replay takes about one second, and the queue another one. The rest is for a slow machine. */
const REPLAY_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 200;

/** Everything that an operator sees while removing the cause of a dead letter and replaying it. */
export interface ReplayOutcome {
  /** The dry runs before and after the cause was removed. */
  hopeless: Forecast;
  forecast: Forecast;
  /** The customers after the dry runs and after the replay. */
  customersBefore: CustomerWithTimeline[];
  customersAfter: CustomerWithTimeline[];
  replay: Replay;
  deadLetter: DeadLetter | undefined;
  /** The outcome of replaying the same dead letter once more. */
  again: Replay;
  audit: AuditEntry[];
}

interface Target {
  api: OperatorsApi;
  deadLetter: DeadLetter;
  /** Registers the number that the message was sent to. */
  mendCause: () => Promise<void>;
  /** The number of activities that the replay has to lead to. */
  expectedActivities: number;
  signal: AbortSignal;
}

/** Makes a dry run, removes the cause of the dead letter, and replays it. */
export async function runReplay({
  api,
  deadLetter: { id },
  mendCause,
  expectedActivities,
  signal,
}: Target): Promise<ReplayOutcome> {
  const request = { ids: [id], reason: REPLAY_REASON };
  const hopeless = await api.forecastReplay(request);
  await mendCause();
  const forecast = await api.forecastReplay(request);
  const customersBefore = await api.listCustomers(TENANT);
  const begun = await api.replay(request);

  const deadline = Date.now() + REPLAY_TIMEOUT_MS;
  for (;;) {
    const replay = await api.getReplay(begun.id);
    const customersAfter = await api.listCustomers(TENANT);
    const activities = customersAfter.flatMap(({ timeline }) => timeline);
    const isDone = replay.state !== "running" && activities.length >= expectedActivities;
    if (isDone || Date.now() > deadline) {
      const again = await api.replay(request);
      const deadLetter = (await api.listDeadLetters(TENANT)).find((each) => each.id === id);
      const audit = await api.listAudit();
      return { hopeless, forecast, customersBefore, customersAfter, replay, deadLetter, again, audit };
    }
    await setTimeout(POLL_INTERVAL_MS, undefined, { signal });
  }
}
