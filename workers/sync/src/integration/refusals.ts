import {
  AuthorizationError,
  ConfigurationError,
  PipelineError,
  RetryAfterError,
  type SyncRefusal,
} from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";

const GIVE_ACCESS = "enter credentials, or authorise it; once its account is put right, test it";

export function refusal(code: string, message: string): SyncRefusal {
  return { ok: false, code, message };
}

/** Why a person cannot have a pass, and what to do first. Null where they can. */
export function refuseSync({
  isActive,
  syncStatus,
}: Pick<Integration, "isActive" | "syncStatus">): SyncRefusal | null {
  if (!isActive) return refusal("inactive", "the integration is switched off: switch it on first");
  if (syncStatus === "paused") return refusal("paused", "the integration is paused: resume it first");
  if (syncStatus === "needs_auth") {
    return refusal("needs_auth", `the integration has no access to its account: ${GIVE_ACCESS}`);
  }
  return null;
}

/** Why an integration cannot be resumed, and what to do instead. Null where it can. */
export function refuseResume({ syncStatus }: Pick<Integration, "syncStatus">): SyncRefusal | null {
  if (syncStatus === "paused") return null;
  const instead = syncStatus === "needs_auth" ? GIVE_ACCESS : "to have it sync now, ask for a sync";
  return refusal("not_paused", `the integration is not paused: ${instead}`);
}

/**
 * The refusal that tells a caller of an expected error.
 *
 * @throws the error itself where it is none that the pipeline expects
 */
export function toRefusal(error: unknown): SyncRefusal {
  if (!(error instanceof PipelineError)) throw error;
  return refusal(codeOf(error), error.message);
}

function codeOf(error: PipelineError): string {
  if (error instanceof AuthorizationError) return "needs_auth";
  if (error instanceof ConfigurationError) return "configuration";
  if (error instanceof RetryAfterError) return "limit";
  return error.retryable ? "unavailable" : "refused";
}
