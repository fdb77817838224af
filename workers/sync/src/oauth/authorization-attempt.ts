import { Buffer } from "node:buffer";
import type { IntegrationRef } from "@coccinelle/core";
import { toCodeChallenge } from "@coccinelle/integrations";
import type { SealedPlace, Vault } from "@coccinelle/vault";
import type { AuthorizationGrant, AuthorizationRequest } from "../access/crm.ts";

const LIFETIME_MS = 10 * 60 * 1000;
/** 43 characters in base64url: the least that RFC 7636 asks of a verifier. */
const RANDOM_BYTES = 32;

/** An authorisation that a person was sent to give. */
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

/** For sending a person to a CRM: the attempt is to be kept, for one use, until they come back with its state. */
export async function beginAuthorization(
  { ref, vault }: AttemptDeps,
  redirectUri: string,
  now: Date,
): Promise<{ attempt: AuthorizationAttempt; request: AuthorizationRequest }> {
  const state = `${ref.integrationId}.${randomText()}`;
  const verifier = randomText();
  const codeChallenge = await toCodeChallenge(verifier);
  const attempt = {
    state,
    sealedVerifier: await vault.seal(verifier, verifierPlace(ref)),
    redirectUri,
    expiresAtMs: now.getTime() + LIFETIME_MS,
  };
  return { attempt, request: { redirectUri, state, codeChallenge } };
}

/** The integration that a state was made for; anybody may have written it. */
export function integrationIdOf(state: string): string {
  return state.slice(0, Math.max(0, state.lastIndexOf(".")));
}

/** What the CRM takes of a person who is back with a code. */
export async function toGrant(
  { ref, vault }: AttemptDeps,
  { sealedVerifier, redirectUri }: AuthorizationAttempt,
  code: string,
): Promise<AuthorizationGrant> {
  return { code, redirectUri, codeVerifier: await vault.open(sealedVerifier, verifierPlace(ref)) };
}

/** It is kept in the integration's object, not in the database. */
function verifierPlace({ tenantId, integrationId }: IntegrationRef): SealedPlace {
  return { table: "crm_integrations", rowId: integrationId, tenantId, field: "code_verifier" };
}

function randomText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))).toString("base64url");
}
