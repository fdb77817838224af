import type { IntegrationStatus } from "@coccinelle/core";
import type { Integration } from "@coccinelle/db";
import type { Hold } from "./next-alarm.ts";

/** How an integration stands, for people. */
export function toStatus(
  { syncStatus }: Pick<Integration, "syncStatus">,
  {
    isRunning,
    alarmMs,
    hold,
    nowMs,
  }: { isRunning: boolean; alarmMs: number | null; hold: Hold | null; nowMs: number },
): IntegrationStatus {
  const current = hold !== null && hold.untilMs > nowMs ? hold : null;
  return {
    syncStatus,
    isRunning,
    nextPassAt: toIsoTime(alarmMs),
    heldUntil: toIsoTime(current?.untilMs ?? null),
    heldBy: current?.by ?? null,
  };
}

/**
 * Whether a person changed an integration while its pass was being refused, so that the refusal is out of date.
 *
 * @param before the integration as the pass began with it
 * @param latest the integration as D1 holds it after the refusal; null where it was deleted
 * @param lastSealed the sealed credentials that the pass used last: renewed ones are no person's change
 */
export function isChanged(
  before: Pick<Integration, "settings" | "credentials">,
  latest: Pick<Integration, "settings" | "credentials"> | null,
  lastSealed: string | null,
): boolean {
  if (latest === null) return false;
  const hasOtherSettings = JSON.stringify(latest.settings) !== JSON.stringify(before.settings);
  return hasOtherSettings || ![before.credentials, lastSealed].includes(latest.credentials);
}

function toIsoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
