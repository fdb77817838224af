import { setTimeout } from "node:timers/promises";
import type { DeadLetter } from "@coccinelle/api-client";
import type { AuditEntry, CustomerWithTimeline, Forecast, OperatorsApi, Replay } from "./operators-api.ts";
import { REPLAY_REASON, TENANT } from "./scenario.ts";

/** A replay's page takes about a second, and the queue another; the rest is for a slow machine. */
const REPLAY_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 200;

/** What an operator sees who mends the cause of a dead letter and replays it. */
export interface ReplayOutcome {
  /** Before its cause was mended, and after. */
  hopeless: Forecast;
  forecast: Forecast;
  /** The customers after the dry runs, and after the replay. */
  customersBefore: CustomerWithTimeline[];
  customersAfter: CustomerWithTimeline[];
  replay: Replay;
  deadLetter: DeadLetter | undefined;
  /** What happened when the same one was replayed again. */
  again: Replay;
  audit: AuditEntry[];
}

interface Target {
  api: OperatorsApi;
  deadLetter: DeadLetter;
  /** Registers the number that the message was sent to. */
  mendCause: () => Promise<void>;
  /** How many activities there have to be in the end. */
  expectedActivities: number;
  signal: AbortSignal;
}

/** Tries a replay without risk, mends what was wrong, and replays. */
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
