import { errorFields, InvalidSignatureError, type Log, TransientError } from "@coccinelle/core";
import {
  findTwilioOwner,
  type TwilioCandidate,
  type TwilioClaims,
  type TwilioOwner,
  type TwilioRequest,
  type VerifiedOwner,
} from "@coccinelle/webhooks";
import type { ChannelCache, RememberedChannels } from "./channel-cache.ts";

/** A changed or deleted channel is effective within this time. */
const FRESH_MS = 60_000;
/** While the database is away, a channel of an older date still takes its messages: they would be lost. */
const USABLE_MS = 60 * 60_000;
/** Forged requests for one address make the database answer once in this time. */
const RELOAD_INTERVAL_MS = 1_000;

export interface OwnershipDeps {
  channels: ChannelCache;
  loadCandidates(claims: TwilioClaims): Promise<TwilioCandidate[]>;
  clock(): Date;
  log: Log;
}

/**
 * Verifies a request, and finds whose it is: a channel's, or nobody's where a known account signed it, but
 * none of its channels is meant.
 *
 * @throws InvalidSignatureError if no known account signed it
 * @throws TransientError if the database does not answer and the channels in memory are not enough
 */
export async function identifyOwner(request: TwilioRequest, deps: OwnershipDeps): Promise<VerifiedOwner> {
  const verdict = await judge(request, deps);
  if (verdict.kind === "refused") {
    const { accountId = null, serviceId = null } = request.claims;
    throw new InvalidSignatureError("no known account signed the request", {
      context: { accountId, serviceId },
    });
  }
  return verdict;
}

/**
 * Judges by the channels in memory; by those of the database where the former are old or do not explain the
 * request: a token may have changed, or a channel may be new. Only what somebody has read to the end spares
 * the next request from reading it, never that somebody has begun to.
 */
async function judge(request: TwilioRequest, deps: OwnershipDeps): Promise<TwilioOwner> {
  const { claims } = request;
  const nowMs = deps.clock().getTime();
  const remembered = deps.channels.find(claims);
  const ageMs = remembered ? nowMs - remembered.loadedAtMs : Number.POSITIVE_INFINITY;
  const isFresh = ageMs < FRESH_MS;
  const oldVerdict = remembered && findTwilioOwner(request, remembered.candidates);
  const isExplained = oldVerdict !== undefined && explains(oldVerdict, claims);
  if (remembered && oldVerdict && isFresh && (isExplained || isJustReloaded(remembered, nowMs))) {
    if (oldVerdict.kind !== "refused" && !remembered.isVerified) {
      deps.channels.set(claims, { ...remembered, isVerified: true });
    }
    return oldVerdict;
  }

  let candidates: TwilioCandidate[];
  try {
    candidates = await deps.loadCandidates(claims);
  } catch (error) {
    const isUsable = isExplained && ageMs < USABLE_MS;
    if (!(error instanceof TransientError && isUsable)) throw error;
    const ageSeconds = Math.round(ageMs / 1000);
    deps.log("warn", "stale_channels_used", { ageSeconds, ...errorFields(error) });
    return oldVerdict;
  }
  const verdict = findTwilioOwner(request, candidates);
  deps.channels.set(claims, {
    candidates,
    loadedAtMs: nowMs,
    reloadedAtMs: isFresh ? deps.clock().getTime() : undefined,
    isVerified: verdict.kind !== "refused",
  });
  return verdict;
}

/** Whether the database has nothing to add: a request for no address in particular is its account's. */
function explains(verdict: TwilioOwner, { address, serviceId }: TwilioClaims): boolean {
  return verdict.kind === "owned" || (verdict.kind === "unknown_address" && !address && !serviceId);
}

function isJustReloaded({ reloadedAtMs }: RememberedChannels, nowMs: number): boolean {
  return reloadedAtMs !== undefined && nowMs - reloadedAtMs < RELOAD_INTERVAL_MS;
}
