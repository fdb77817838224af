import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { DeadLetter } from "@coccinelle/api-client";
import { messageEventId } from "@coccinelle/core";
import { signTwilioForm } from "../../test/support/sign-twilio.ts";
import type { CustomerWithTimeline, OperatorsApi } from "./operators-api.ts";
import { ACCOUNT_SID, CHANNEL_ADDRESS, SCENARIO, SEARCH, type Step, TENANT } from "./scenario.ts";

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
  /** The credentials of the Twilio account, with which its channels are made. */
  authToken: string;
  steps: SentStep[];
  customers: CustomerWithTimeline[];
  deadLetters: DeadLetter[];
  /** The customers that the scenario's search finds. */
  found: CustomerWithTimeline[];
  /** Whether the API's list of channels shows the secret that the channels were made with. */
  showsSecret: boolean;
}

interface Target {
  origin: string;
  /** The origin that Twilio would send to, and that it signs. */
  publicOrigin: string;
  api: OperatorsApi;
  signal: AbortSignal;
}

/** Makes a channel, sends the scenario's webhooks as Twilio would, and reads the result. */
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
