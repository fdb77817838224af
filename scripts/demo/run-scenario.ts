import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { DeadLetter } from "@coccinelle/api-client";
import { messageEventId } from "@coccinelle/core";
import { signTwilioForm } from "../../test/support/sign-twilio.ts";
import type { CustomerWithTimeline, OperatorsApi } from "./operators-api.ts";
import { ACCOUNT_SID, CHANNEL_ADDRESS, SCENARIO, SEARCH, type Step, TENANT } from "./scenario.ts";

/** The queue hands a batch on after a second; the rest is for a slow machine. */
const DRAIN_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 200;

/** A step with the answer that its webhook got. */
export interface SentStep extends Step {
  status: number;
  answer: string;
  /** The event that the webhook becomes, if it becomes one. */
  eventId: string;
}

/** Everything that can be seen from outside, at the end. */
export interface Outcome {
  /** The Twilio account's, with which its channels are made. */
  authToken: string;
  steps: SentStep[];
  customers: CustomerWithTimeline[];
  deadLetters: DeadLetter[];
  /** Whom the scenario's search finds. */
  found: CustomerWithTimeline[];
  /** Whether the API's list of channels holds the secret that they were made with. */
  showsSecret: boolean;
}

interface Target {
  origin: string;
  /** Where Twilio would send to: what it signs. */
  publicOrigin: string;
  api: OperatorsApi;
  signal: AbortSignal;
}

/** Makes a channel, plays the scenario as Twilio would, and sees what became of it. */
export async function runScenario(target: Target): Promise<Outcome> {
  const { api, signal } = target;
  const authToken = randomBytes(16).toString("hex");
  await api.createChannel(TENANT, {
    provider: "twilio",
    address: CHANNEL_ADDRESS,
    credentials: { accountSid: ACCOUNT_SID, authToken },
  });

  const steps: SentStep[] = [];
  for (const step of SCENARIO) steps.push(await send(step, authToken, target));

  // Messages pass the local queue in their order, and the last one becomes an activity: once
  // that is there, whatever the earlier ones do has been done.
  const deadline = Date.now() + DRAIN_TIMEOUT_MS;
  for (;;) {
    const customers = await api.listCustomers(TENANT);
    const deadLetters = await api.listDeadLetters(TENANT);
    const activities = customers.flatMap(({ timeline }) => timeline);
    const isDrained =
      activities.length >= countExpected("activity") && deadLetters.length >= countExpected("dead_letter");
    if (isDrained || Date.now() > deadline) {
      const showsSecret = (await api.showChannels(TENANT)).includes(authToken);
      const found = await api.listCustomers(TENANT, SEARCH.query);
      return { authToken, steps, customers, deadLetters, found, showsSecret };
    }
    await setTimeout(POLL_INTERVAL_MS, undefined, { signal });
  }
}

async function send(
  step: Step,
  authToken: string,
  { origin, publicOrigin, signal }: Target,
): Promise<SentStep> {
  const token = step.isForged ? randomBytes(16).toString("hex") : authToken;
  const { method, headers, body } = signTwilioForm(
    { authToken: token, url: publicOrigin + step.path },
    step.fields,
  );
  const response = await fetch(origin + step.path, { method, headers, body, signal });
  const eventId = await messageEventId({
    tenantId: step.expected.kind === "dead_letter" ? null : TENANT,
    provider: "twilio",
    providerMessageId: step.fields.CallSid ?? step.fields.MessageSid ?? "",
    type: step.fields.CallSid === undefined ? "message_received" : "call",
  });
  return { ...step, status: response.status, answer: await response.text(), eventId };
}

function countExpected(kind: Step["expected"]["kind"]): number {
  return SCENARIO.filter(({ expected }) => expected.kind === kind).length;
}
