import type { SyncRefusal } from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";
import { refusal } from "./to-refusal.ts";

const GIVE_ACCESS = "enter credentials, or authorise it; once its account is put right, test it";

/** Why a person cannot have a pass, and what to do first; null where they can. */
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

/** Why there is nothing to resume, and what to do instead; null where there is. */
export function refuseResume(syncStatus: Integration["syncStatus"]): SyncRefusal | null {
  if (syncStatus === "paused") return null;
  const instead = syncStatus === "needs_auth" ? GIVE_ACCESS : "to have it sync now, ask for a sync";
  return refusal("not_paused", `the integration is not paused: ${instead}`);
}
