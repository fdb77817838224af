import type { ChannelSettings, EventSigner, TwilioCredentials } from "@coccinelle/core";
import type { TwilioClaims, TwilioRequest } from "./twilio/read-twilio-request.ts";
import { verifyTwilioSignature } from "./twilio/verify-twilio-signature.ts";

/** They travel with the event. */
const MAX_SIGNERS = 20;

/** A channel that could own a request: it has the request's address, Messaging Service or account. */
export interface TwilioCandidate {
  channelId: string;
  tenantId: string;
  /** E.164 without `whatsapp:`, or a Messaging Service (`MG…`). */
  address: string;
  accountId: string | null;
  serviceId: string | null;
  settings: ChannelSettings;
  credentials: TwilioCredentials;
}

/** Whose a request is that somebody's credentials verified. */
export type VerifiedOwner =
  | { kind: "owned"; owner: TwilioCandidate }
  /** Signed by a known account, for an address that none of its channels has, or for none at all. */
  | { kind: "unknown_address"; signers: EventSigner[] };

export type TwilioOwner =
  | VerifiedOwner
  /** Signed by none of the candidates. */
  | { kind: "refused" };

/**
 * Finds whose the request is. Current and previous tokens count. A channel whose own credentials did not
 * verify the request gets it only from another one of the same tenant and account that did: the address is
 * a claim that any tenant can register, the signature is not.
 *
 * @param candidates oldest first: the older of two equal claims wins
 */
export function findTwilioOwner(request: TwilioRequest, candidates: readonly TwilioCandidate[]): TwilioOwner {
  const isSignedBy = rememberVerdicts(request);
  const verified = candidates.filter(isSignedBy);
  if (verified.length === 0) return { kind: "refused" };

  const { address, serviceId } = request.claims;
  const owner =
    verified.find((candidate) => candidate.address === address) ??
    verified.find((candidate) => hasService(candidate, serviceId)) ??
    candidates.find(
      (candidate) =>
        candidate.address === address && verified.some((sibling) => isSameAccount(candidate, sibling)),
    );
  return owner ? { kind: "owned", owner } : { kind: "unknown_address", signers: listSigners(verified) };
}

/** Each tenant and account once, in an order that depends on nothing else. */
function listSigners(verified: readonly TwilioCandidate[]): EventSigner[] {
  const signers = new Map<string, EventSigner>();
  for (const { tenantId, accountId } of verified) {
    if (accountId !== null) signers.set(JSON.stringify([tenantId, accountId]), { tenantId, accountId });
  }
  return [...signers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_SIGNERS)
    .map(([, signer]) => signer);
}

/**
 * Of the candidates, those that can make a difference to `findTwilioOwner`: the channels that a request can
 * be for, and of the others, which only speak for their account, one per distinct credentials. An account
 * with any number of channels is so no heavier than one with a few.
 */
export function keepDecisive(
  { address, serviceId }: TwilioClaims,
  candidates: readonly TwilioCandidate[],
): TwilioCandidate[] {
  const claimed = candidates.filter(
    (candidate) => candidate.address === address || hasService(candidate, serviceId),
  );
  const verifiers = new Map(candidates.map((candidate) => [toVerifierKey(candidate), candidate]));
  for (const candidate of claimed) verifiers.delete(toVerifierKey(candidate));
  return [...claimed, ...verifiers.values()];
}

/** Everything by which a channel can verify a request, or vouch for another channel. */
function toVerifierKey({ tenantId, accountId, credentials, settings }: TwilioCandidate): string {
  const { authToken, previousAuthToken } = credentials;
  return JSON.stringify([tenantId, accountId, authToken, previousAuthToken, settings.connectionOverrides]);
}

/** Channels of one account share their tokens, and each is tried once. */
function rememberVerdicts(request: TwilioRequest): (candidate: TwilioCandidate) => boolean {
  const verdicts = new Map<string, boolean>();
  return ({ credentials: { authToken, previousAuthToken }, settings: { connectionOverrides } }) => {
    const tokens = previousAuthToken ? [authToken, previousAuthToken] : [authToken];
    return tokens.some((token) => {
      const key = JSON.stringify([token, connectionOverrides]);
      const verdict = verdicts.get(key) ?? verifyTwilioSignature(request, token, connectionOverrides);
      verdicts.set(key, verdict);
      return verdict;
    });
  };
}

function hasService(candidate: TwilioCandidate, serviceId: string | undefined): boolean {
  return serviceId !== undefined && (candidate.serviceId === serviceId || candidate.address === serviceId);
}

function isSameAccount(candidate: TwilioCandidate, sibling: TwilioCandidate): boolean {
  return (
    candidate.tenantId === sibling.tenantId &&
    candidate.accountId !== null &&
    candidate.accountId === sibling.accountId
  );
}
