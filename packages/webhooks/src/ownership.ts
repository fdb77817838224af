import type { ChannelClaims, ChannelSettings, EventSigner } from "@coccinelle/core";

/** The signers travel with the event, and a queue message has a limited size. */
const MAX_SIGNERS = 20;

/** A key that may have signed a request. Two keys with equal fields are one key. */
export interface SigningKey {
  secret: string;
  /** A text of the channel's settings that the provider may sign along with the request. */
  context?: string | undefined;
}

/** A channel that could own a request: it has the address, the pool or the account that the request claims. */
export interface ChannelCandidate {
  channelId: string;
  tenantId: string;
  /** The address as channels are stored: a number in E.164, a pool's id or another address. */
  address: string;
  accountId: string | null;
  serviceId: string | null;
  settings: ChannelSettings;
  /** The current key first; none where the credentials do not open. */
  keys: readonly SigningKey[];
  /** Whether the credentials do not open: the channel may own the request, and nobody can tell. */
  isSealed: boolean;
}

/** The owner of a request, or of the part of it that makes one claim. */
export type Ownership =
  | { kind: "owned"; owner: ChannelCandidate }
  /** A known account signed the request, and none of its channels has the address, or the request names none. */
  | { kind: "unknown_address"; signers: EventSigner[] }
  /** No key of any candidate signed the request. */
  | { kind: "refused" }
  /** No key signed the request, and the keys of some candidates could not be tried. */
  | { kind: "undecided"; sealed: ChannelCandidate[] };

/** Whether a key signed the request. */
export type IsSignedBy = (key: SigningKey) => Promise<boolean>;

/**
 * Finds the owner of a request.
 *
 * @param candidates oldest first: the older of two equal claims wins
 */
export async function findOwner(
  claims: ChannelClaims,
  candidates: readonly ChannelCandidate[],
  isSignedBy: IsSignedBy,
): Promise<Ownership> {
  return decideOwner(claims, candidates, await listSigners(candidates, isSignedBy));
}

/** The candidates of which a key signed the request, in their order. */
async function listSigners(
  candidates: readonly ChannelCandidate[],
  isSignedBy: IsSignedBy,
): Promise<ChannelCandidate[]> {
  const signers: ChannelCandidate[] = [];
  for (const candidate of candidates) {
    if (await hasSigned(candidate, isSignedBy)) signers.push(candidate);
  }
  return signers;
}

async function hasSigned({ keys }: ChannelCandidate, isSignedBy: IsSignedBy): Promise<boolean> {
  for (const key of keys) {
    if (await isSignedBy(key)) return true;
  }
  return false;
}

/**
 * Decides who owns a request. An address is a claim that any tenant can register, and a signature is not. So a
 * channel whose own keys did not sign the request gets it only where another channel of the same tenant and
 * account did.
 *
 * @param candidates oldest first: the older of two equal claims wins
 * @param signers the candidates of which a key signed the request, oldest first
 */
export function decideOwner(
  { address, serviceId }: ChannelClaims,
  candidates: readonly ChannelCandidate[],
  signers: readonly ChannelCandidate[],
): Ownership {
  if (signers.length === 0) {
    const sealed = candidates.filter(({ isSealed }) => isSealed);
    return sealed.length > 0 ? { kind: "undecided", sealed } : { kind: "refused" };
  }
  const owner =
    signers.find((signer) => signer.address === address) ??
    signers.find((signer) => hasService(signer, serviceId)) ??
    candidates.find(
      (candidate) =>
        candidate.address === address && signers.some((signer) => isSameAccount(candidate, signer)),
    );
  return owner ? { kind: "owned", owner } : { kind: "unknown_address", signers: toEventSigners(signers) };
}

/** Each tenant and account once, sorted, so that two deliveries of one message have the same signers. */
function toEventSigners(signers: readonly ChannelCandidate[]): EventSigner[] {
  const distinct = new Map<string, EventSigner>();
  for (const { tenantId, accountId } of signers) {
    if (accountId !== null) distinct.set(JSON.stringify([tenantId, accountId]), { tenantId, accountId });
  }
  return [...distinct]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_SIGNERS)
    .map(([, signer]) => signer);
}

/**
 * Drops the candidates that cannot change what `findOwner` finds. It keeps every channel that the request can
 * be for. The other channels only vouch for their account, so it keeps one of them per tenant, account and
 * keys. An account with 1,000 channels thus takes no more memory than an account with 3.
 */
export function keepDecisive(
  { address, serviceId }: ChannelClaims,
  candidates: readonly ChannelCandidate[],
): ChannelCandidate[] {
  const claimed = candidates.filter(
    (candidate) => candidate.address === address || hasService(candidate, serviceId),
  );
  const others = new Map(candidates.map((candidate) => [toVoucher(candidate), candidate]));
  for (const candidate of claimed) others.delete(toVoucher(candidate));
  return [...claimed, ...others.values()];
}

/** Everything of a channel by which it can verify a request, or vouch for another channel. */
function toVoucher({ tenantId, accountId, keys, isSealed }: ChannelCandidate): string {
  return JSON.stringify([tenantId, accountId, keys.map(toKeyId), isSealed]);
}

/** Asks once about each key: the channels of one account share theirs. */
export function rememberKeys(isSignedBy: IsSignedBy): IsSignedBy {
  const answers = new Map<string, boolean>();
  return async (key) => {
    const id = toKeyId(key);
    const answer = answers.get(id) ?? (await isSignedBy(key));
    answers.set(id, answer);
    return answer;
  };
}

function toKeyId({ secret, context }: SigningKey): string {
  return JSON.stringify([secret, context]);
}

function hasService(candidate: ChannelCandidate, serviceId: string | undefined): boolean {
  return serviceId !== undefined && (candidate.serviceId === serviceId || candidate.address === serviceId);
}

function isSameAccount(candidate: ChannelCandidate, signer: ChannelCandidate): boolean {
  return (
    candidate.tenantId === signer.tenantId &&
    candidate.accountId !== null &&
    candidate.accountId === signer.accountId
  );
}
