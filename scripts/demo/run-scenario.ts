import { setTimeout } from "node:timers/promises";
import type { DeadLetter } from "@coccinelle/api-client";
import { messageEventId } from "@coccinelle/core";
import type { CustomerWithTimeline, OperatorsApi } from "./operators-api.ts";
import { CHANNELS, SCENARIO, SEARCH, SECRETS, type Step, TENANT } from "./scenario.ts";

/** The queue delivers a batch after one second. The rest is for a slow machine. */
const DRAIN_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 200;

/** A step with the answer that its webhook got. */
export interface SentStep extends Step {
  status: number;
  answer: string;
  /** The id of the event that the webhook becomes, if it becomes one. */
  eventId: string;
}

/** Everything that can be seen from outside at the end. */
export interface Outcome {
  steps: SentStep[];
  customers: CustomerWithTimeline[];
  deadLetters: DeadLetter[];
  /** The customers that the search of the scenario finds. */
  found: CustomerWithTimeline[];
  /** Whether the API's list of channels holds a secret that a channel was made with. */
  showsSecret: boolean;
}

interface Target {
  origin: string;
  /** The origin that a provider sends to, and signs. */
  publicOrigin: string;
  api: OperatorsApi;
  signal: AbortSignal;
}

/** Makes the channels, plays the scenario as the providers would, and collects what became of it. */
export async function runScenario(target: Target): Promise<Outcome> {
  const { api, signal } = target;
  for (const channel of CHANNELS) await api.createChannel(TENANT, channel);

  const steps: SentStep[] = [];
  for (const step of SCENARIO) steps.push(await send(step, target));

  // Messages pass the local queue in their order, and the last one becomes an activity. Once that activity is there,
  // all earlier messages have been processed.
  const deadline = Date.now() + DRAIN_TIMEOUT_MS;
  for (;;) {
    const customers = await api.listCustomers(TENANT);
    const deadLetters = await api.listDeadLetters(TENANT);
    const activities = customers.flatMap(({ timeline }) => timeline);
    const isDrained =
      activities.length >= countExpected("activity") && deadLetters.length >= countExpected("dead_letter");
    if (isDrained || Date.now() > deadline) {
      const shown = await api.showChannels(TENANT);
      const showsSecret = SECRETS.some((secret) => shown.includes(secret));
      const found = await api.listCustomers(TENANT, SEARCH.query);
      return { steps, customers, deadLetters, found, showsSecret };
    }
    await setTimeout(POLL_INTERVAL_MS, undefined, { signal });
  }
}

async function send(step: Step, { origin, publicOrigin, signal }: Target): Promise<SentStep> {
  const { webhook, isForged = false, expected } = step;
  const { method, headers, body } = webhook.sign(publicOrigin, isForged);
  const response = await fetch(origin + webhook.path, { method, headers, body, signal });
  const tenantId = expected.kind === "dead_letter" ? null : TENANT;
  const eventId = await messageEventId({ ...webhook.event, tenantId });
  return { ...step, status: response.status, answer: await response.text(), eventId };
}

function countExpected(kind: Step["expected"]["kind"]): number {
  return SCENARIO.filter(({ expected }) => expected.kind === kind).length;
}
