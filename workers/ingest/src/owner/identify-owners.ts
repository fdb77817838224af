import {
  type ChannelClaims,
  errorFields,
  InvalidSignatureError,
  type Log,
  TransientError,
} from "@coccinelle/core";
import {
  type ChannelCandidate,
  findOwner,
  type IsSignedBy,
  type Ownership,
  rememberKeys,
  type UnverifiedWebhook,
} from "@coccinelle/webhooks";
import type { ChannelCache } from "./channel-cache.ts";

/** The change or the deletion of a channel takes effect in ingest within this time. */
const FRESH_MS = 60_000;
/** While D1 does not answer, channels of this age still take their messages, which would otherwise be lost. */
const USABLE_MS = 60 * 60_000;
/** Forged requests for one address make ingest read D1 at most once in this time. */
const RELOAD_INTERVAL_MS = 1_000;

export interface OwnershipDeps {
  channels: ChannelCache;
  /** @throws TransientError if the database does not answer */
  loadCandidates(claims: ChannelClaims): Promise<ChannelCandidate[]>;
  clock(): Date;
  log: Log;
}

/** The owner that the channels in memory give to a request. */
interface RememberedOwner {
  ownership: Ownership;
  ageMs: number;
  /** Whether reading D1 again could not change the owner. */
  isFinal: boolean;
  /** Whether D1 was read again a moment ago, because the channels in memory had named no final owner. */
  isJustReloaded: boolean;
}

/**
 * Verifies a request, and finds its owner: a channel, or nobody where a known account signed the request for an
 * address that none of its channels has. A request that carries messages of several channels has an owner for
 * each of its claims, and is refused only if no key signed it for any of them.
 *
 * @returns the owner by the claims
 * @throws InvalidSignatureError if no known key signed the request
 * @throws TransientError if no key signed it, and credentials that do not open may have
 * @throws TransientError if the database does not answer and the channels in memory do not name the owner
 */
export async function identifyOwners(
  { claims, isSignedBy }: Pick<UnverifiedWebhook, "claims" | "isSignedBy">,
  deps: OwnershipDeps,
): Promise<(claims: ChannelClaims) => Ownership> {
  const isSignedByKey = rememberKeys(isSignedBy);
  const owners = new Map<ChannelClaims, Ownership>();
  for (const one of claims) owners.set(one, await identifyOwner(one, isSignedByKey, deps));
  assertIdentified([...owners.values()], claims);
  return (one) => owners.get(one) ?? { kind: "refused" };
}

/** A request that nobody signed is refused, unless our own fault keeps us from telling. */
function assertIdentified(owners: readonly Ownership[], claims: readonly ChannelClaims[]): void {
  if (owners.some(({ kind }) => kind === "owned" || kind === "unknown_address")) return;
  const sealed = owners.flatMap((owner) => (owner.kind === "undecided" ? owner.sealed : []));
  if (sealed.length > 0) {
    throw new TransientError("the credentials of a channel that may own the request do not open", {
      context: { channelId: sealed[0]?.channelId ?? null, channels: sealed.length },
    });
  }
  const { accountId = null, serviceId = null } = claims[0] ?? {};
  throw new InvalidSignatureError("no known account signed the request", {
    context: { accountId, serviceId },
  });
}

/**
 * Finds an owner by the channels in memory if they are fresh and name a final owner. Otherwise a token may have
 * changed, or a channel may be new, so it reads the channels from D1. A request may use a reading that another
 * request has finished, and never waits for a reading that another request has only begun.
 */
async function identifyOwner(
  claims: ChannelClaims,
  isSignedBy: IsSignedBy,
  deps: OwnershipDeps,
): Promise<Ownership> {
  const nowMs = deps.clock().getTime();
  const remembered = await recallOwner(claims, isSignedBy, deps.channels, nowMs);
  const isFresh = remembered !== null && remembered.ageMs < FRESH_MS;
  if (remembered && isFresh && (remembered.isFinal || remembered.isJustReloaded)) {
    if (isVerified(remembered.ownership)) deps.channels.markVerified(claims);
    return remembered.ownership;
  }

  let candidates: ChannelCandidate[];
  try {
    candidates = await deps.loadCandidates(claims);
  } catch (error) {
    const isUsable = remembered?.isFinal && remembered.ageMs < USABLE_MS;
    if (!(error instanceof TransientError && isUsable)) throw error;
    const ageSeconds = Math.round(remembered.ageMs / 1000);
    deps.log("warn", "stale_channels_used", { ageSeconds, ...errorFields(error) });
    return remembered.ownership;
  }
  const ownership = await findOwner(claims, candidates, isSignedBy);
  deps.channels.set(claims, {
    candidates,
    loadedAtMs: nowMs,
    reloadedAtMs: isFresh ? deps.clock().getTime() : undefined,
    isVerified: isVerified(ownership),
  });
  return ownership;
}

async function recallOwner(
  claims: ChannelClaims,
  isSignedBy: IsSignedBy,
  channels: ChannelCache,
  nowMs: number,
): Promise<RememberedOwner | null> {
  const remembered = channels.find(claims);
  if (!remembered) return null;
  const { candidates, loadedAtMs, reloadedAtMs } = remembered;
  const ownership = await findOwner(claims, candidates, isSignedBy);
  return {
    ownership,
    ageMs: nowMs - loadedAtMs,
    isFinal: isFinal(ownership, claims),
    isJustReloaded: reloadedAtMs !== undefined && nowMs - reloadedAtMs < RELOAD_INTERVAL_MS,
  };
}

function isVerified({ kind }: Ownership): boolean {
  return kind === "owned" || kind === "unknown_address";
}

/**
 * A channel is final. Nobody is final only if the request names no address: D1 may have a new channel for an
 * address, but no channel for none.
 */
function isFinal(ownership: Ownership, { address, serviceId }: ChannelClaims): boolean {
  return ownership.kind === "owned" || (ownership.kind === "unknown_address" && !address && !serviceId);
}
