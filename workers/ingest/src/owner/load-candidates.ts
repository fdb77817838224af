import {
  type ChannelClaims,
  errorFields,
  errorMessage,
  type Log,
  type Provider,
  TransientError,
} from "@coccinelle/core";
import { type Channel, findChannelCandidates } from "@coccinelle/db";
import { type ChannelCandidate, INBOUND_PROVIDERS, keepDecisive } from "@coccinelle/webhooks";
import type { OpenCredentials } from "./open-credentials.ts";

/** A provider waits 15 seconds for the answer, and the channels in memory or a 503 have to come before that. */
const LOOK_UP_MS = 5_000;

/** Calls `run` after the delay; the function that it returns cancels that. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

export interface ChannelSource {
  provider: Provider;
  db: D1Database;
  openCredentials: OpenCredentials;
  startTimer: StartTimer;
  log: Log;
}

/**
 * Reads the provider's channels that could own a request, with their keys. A channel whose credentials do not
 * open is logged and comes without keys, so that the other channels still take their messages.
 *
 * @throws TransientError if the database does not answer
 */
export async function loadCandidates(
  claims: ChannelClaims,
  source: ChannelSource,
): Promise<ChannelCandidate[]> {
  const candidates = await Promise.all(
    (await findChannels(claims, source)).map((channel) => openCandidate(channel, source)),
  );
  return keepDecisive(claims, candidates);
}

async function findChannels(
  claims: ChannelClaims,
  { db, provider, startTimer }: ChannelSource,
): Promise<Channel[]> {
  try {
    return await withinTime(findChannelCandidates(db, provider, claims), LOOK_UP_MS, startTimer);
  } catch (cause) {
    const context = { databaseError: errorMessage(cause) };
    throw new TransientError("the channels cannot be looked up", { context, cause });
  }
}

async function openCandidate(
  channel: Channel,
  { provider, openCredentials, log }: ChannelSource,
): Promise<ChannelCandidate> {
  const { id, tenantId, address, accountId, serviceId, settings } = channel;
  const candidate = { channelId: id, tenantId, address, accountId, serviceId, settings };
  try {
    const keys = INBOUND_PROVIDERS[provider].readKeys(await openCredentials(channel), settings);
    return { ...candidate, keys, isSealed: false };
  } catch (error) {
    log("error", "credentials_do_not_open", { channelId: id, tenantId, ...errorFields(error) });
    return { ...candidate, keys: [], isSealed: true };
  }
}

/** @throws Error where the answer does not come in time: D1 itself may let a query hang */
async function withinTime<Answer>(
  answer: Promise<Answer>,
  limitMs: number,
  startTimer: StartTimer,
): Promise<Answer> {
  let cancelTimer = () => {};
  const timeUp = new Promise<never>((_, reject) => {
    cancelTimer = startTimer(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([answer, timeUp]);
  } finally {
    cancelTimer();
  }
}
