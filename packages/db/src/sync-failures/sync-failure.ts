import * as z from "zod";
import type { DeadLetter } from "../dead-letters/dead-letter.ts";
import { parseMetadata } from "../sql/metadata.ts";

/** The reason why a customer or an activity is not in a CRM as it should be. */
export const SyncFailureReason = z.enum([
  /** It failed. The sync tries it again by itself, and sooner if it is replayed. */
  "sync_error",
  /** A person has to decide. */
  "sync_conflict",
  /** The CRM refuses the record. */
  "sync_blocked",
  /** It may or may not be in the CRM. A replay looks again, and creates nothing blindly. */
  "sync_unknown",
]);
export type SyncFailureReason = z.infer<typeof SyncFailureReason>;

/**
 * A customer or an activity that is not in a CRM as it should be, in the shape of a dead letter. An operator can
 * replay it.
 */
export interface SyncFailure extends Omit<DeadLetter, "reason" | "firstFailedAt" | "lastFailedAt" | "event"> {
  reason: SyncFailureReason;
  /** The sync does not store these times. */
  firstFailedAt: null;
  lastFailedAt: null;
  /** It holds ids and nothing else. */
  event: { integrationId: string; prospectId: string; activityId?: string; externalId: string | null };
}

/** Names a customer in a CRM, or an activity where there is an `activityId`. */
export interface SyncFailureKey {
  integrationId: string;
  prospectId: string;
  activityId?: string;
}

const PREFIX = "sync";

export function toSyncFailureId({ integrationId, prospectId, activityId }: SyncFailureKey): string {
  const ids =
    activityId === undefined ? [integrationId, prospectId] : [integrationId, prospectId, activityId];
  return [PREFIX, ...ids.map(encodeURIComponent)].join(":");
}

/** Reads the id of a sync failure. Null for any other id. */
export function parseSyncFailureId(id: string): SyncFailureKey | null {
  const [prefix, ...ids] = id.split(":");
  if (prefix !== PREFIX) return null;
  const [integrationId, prospectId, activityId, ...more] = ids.map(decode);
  if (!integrationId || !prospectId || activityId === "" || more.length > 0) return null;
  return { integrationId, prospectId, ...(activityId && { activityId }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // `toSyncFailureId` never writes an incomplete escape.
    return "";
  }
}

/** A row of `crm_sync_mappings` or of `crm_activity_mappings`. */
export const SyncFailureRow = z.object({
  tenant_id: z.string(),
  integration_id: z.string(),
  system: z.string(),
  prospect_id: z.string(),
  /** Empty for a customer. */
  activity_id: z.string(),
  external_id: z.string(),
  state: z.string(),
  metadata: z.string().nullable(),
});

const Why = z.object({ reason: z.string().catch(""), attempts: z.number().catch(1) });

export function toSyncFailure(row: z.infer<typeof SyncFailureRow>): SyncFailure {
  const key = {
    integrationId: row.integration_id,
    prospectId: row.prospect_id,
    ...(row.activity_id && { activityId: row.activity_id }),
  };
  const { reason, attempts } = Why.parse(parseMetadata(row.metadata) ?? {});
  return {
    id: toSyncFailureId(key),
    eventId: null,
    tenantId: row.tenant_id,
    provider: row.system,
    reason: SyncFailureReason.parse(`sync_${row.state}`),
    error: reason,
    attempts,
    status: "parked",
    firstFailedAt: null,
    lastFailedAt: null,
    traceId: null,
    codeVersion: null,
    replayable: true,
    settledAt: null,
    settledReason: null,
    replayId: null,
    inReplay: false,
    event: { ...key, externalId: row.external_id || null },
  };
}
