import { Buffer } from "node:buffer";
import { ConfigurationError, type CrmSystem, type IntegrationRef } from "@coccinelle/core";
import {
  type AuthorizationGrant,
  type AuthorizationRequest,
  toCodeChallenge,
} from "@coccinelle/integrations";
import type { SealedPlace, Vault } from "@coccinelle/vault";

const LIFETIME_MS = 10 * 60 * 1000;
/** 43 characters in base64url: the least that RFC 7636 asks of a verifier. */
const RANDOM_BYTES = 32;

/** An authorisation that a person was sent to give. It is kept, for one use, until the person is back with its state. */
export interface AuthorizationAttempt {
  state: string;
  sealedVerifier: string;
  redirectUri: string;
  expiresAtMs: number;
}

interface AttemptDeps {
  ref: IntegrationRef;
  vault: Vault;
}

/** Makes the attempt to be kept, and the request with which the CRM is asked for an authorisation. */
export async function beginAuthorization(
  {
    ref,
    vault,
    clock,
    randomBytes,
  }: AttemptDeps & { clock: () => Date; randomBytes: (length: number) => Uint8Array },
  redirectUri: string,
): Promise<{ attempt: AuthorizationAttempt; request: AuthorizationRequest }> {
  const randomText = () => Buffer.from(randomBytes(RANDOM_BYTES)).toString("base64url");
  const state = `${ref.integrationId}.${randomText()}`;
  const verifier = randomText();
  const codeChallenge = await toCodeChallenge(verifier);
  const attempt = {
    state,
    sealedVerifier: await vault.seal(verifier, verifierPlace(ref)),
    redirectUri,
    expiresAtMs: clock().getTime() + LIFETIME_MS,
  };
  return { attempt, request: { redirectUri, state, codeChallenge } };
}

/** Whether a person who is back with a state was sent by this attempt, in its time. */
export function isReturnOf(
  { state, expiresAtMs }: AuthorizationAttempt,
  returnedState: string,
  now: Date,
): boolean {
  return returnedState === state && now.getTime() < expiresAtMs;
}

/** The integration that a state was made for. Anybody may have written the state. */
export function integrationIdOf(state: string): string {
  return state.slice(0, Math.max(0, state.lastIndexOf(".")));
}

/** The grant that the CRM exchanges for credentials, of a person who is back with a code. */
export async function toGrant(
  { ref, vault }: AttemptDeps,
  { sealedVerifier, redirectUri }: AuthorizationAttempt,
  code: string,
): Promise<AuthorizationGrant> {
  return { code, redirectUri, codeVerifier: await vault.open(sealedVerifier, verifierPlace(ref)) };
}

/**
 * The address to which a CRM sends people back.
 *
 * @param publicBaseUrl PUBLIC_BASE_URL; where it is empty, the origin of the request for the authorisation counts
 * @throws ConfigurationError naming PUBLIC_BASE_URL
 */
export function toRedirectUri(publicBaseUrl: string, origin: string, system: CrmSystem): string {
  const base = publicBaseUrl || origin;
  if (!URL.canParse(base)) {
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  }
  return new URL(`/oauth/${system}/callback`, base).href;
}

/** The verifier is kept in the integration's object. No row of the database holds one. */
function verifierPlace({ tenantId, integrationId }: IntegrationRef): SealedPlace {
  return { table: "crm_integrations", rowId: integrationId, tenantId, field: "code_verifier" };
}
