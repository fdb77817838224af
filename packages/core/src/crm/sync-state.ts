import * as z from "zod";
import { NonRetryableError } from "../errors/errors.ts";

/** The status of an integration: `crm_integrations.sync_status`. */
export const SyncStatus = z.enum(["idle", "syncing", "error", "paused", "needs_auth"]);
export type SyncStatus = z.infer<typeof SyncStatus>;

/** The legal moves. After a crash cut off a pass, the status is still `syncing` when the next pass begins. */
const SYNC_STATUS_MOVES: Readonly<Record<SyncStatus, readonly SyncStatus[]>> = {
  idle: ["syncing", "paused", "needs_auth"],
  syncing: ["syncing", "idle", "error", "paused", "needs_auth"],
  error: ["syncing", "idle", "paused", "needs_auth"],
  paused: ["idle"],
  needs_auth: ["idle", "paused"],
};

/** The statuses from which an integration may move to this one. */
export function statusesBefore(status: SyncStatus): SyncStatus[] {
  return SyncStatus.options.filter((from) => SYNC_STATUS_MOVES[from].includes(status));
}

/** The state of a customer in a CRM: `crm_sync_mappings.sync_status`. */
export const MappingStatus = z.enum([
  /** The next pass tries it. */
  "pending",
  "synced",
  /** It failed. The sync tries it again by itself. */
  "error",
  /** A person has to decide. */
  "conflict",
  /** Its record was merged into another record of the CRM. The mapping points to that one. */
  "merged",
  /** Its record was converted into a record of another kind in the CRM. The mapping points to that one. */
  "converted",
  /** A person deleted its record in the CRM. It is not created again. */
  "remote_deleted",
  /** The CRM refuses the record until the customer or the CRM's settings change. */
  "blocked",
]);
export type MappingStatus = z.infer<typeof MappingStatus>;

const OUTCOMES: readonly MappingStatus[] = MappingStatus.options.filter((status) => status !== "pending");

/**
 * The legal moves. A record that was deleted in the CRM comes back only where it is restored there. Its erasure may
 * fail.
 */
const MAPPING_STATUS_MOVES: Readonly<Record<MappingStatus, readonly MappingStatus[]>> = {
  pending: OUTCOMES,
  synced: OUTCOMES,
  error: ["pending", ...OUTCOMES],
  conflict: ["pending", ...OUTCOMES],
  merged: OUTCOMES,
  converted: OUTCOMES,
  remote_deleted: ["synced", "error"],
  blocked: ["pending", ...OUTCOMES],
};

/**
 * Checks that a mapping may move from one status to another.
 *
 * @param from null for a new mapping
 * @throws NonRetryableError where the move is not legal, which is a defect of the sync itself
 */
export function assertMappingMove(from: MappingStatus | null, to: MappingStatus): void {
  const current = from ?? "pending";
  if (current === to || MAPPING_STATUS_MOVES[current].includes(to)) return;
  throw new NonRetryableError(`a mapping cannot move from ${from ?? "none"} to ${to}`);
}

/** The `metadata` of a mapping. It explains the mapping's status to people and to the next pass. */
export const MappingMetadata = z.looseObject({
  /** Why the mapping has its status, in plain words. It never holds a person's data. */
  reason: z.string().optional(),
  /** The number of failures in a row. */
  attempts: z.number().optional(),
  /** When to try it again: ISO 8601, UTC. */
  nextAttemptAt: z.string().optional(),
  /** The fields that were left out or cut to fit. */
  warnings: z.array(z.string()).optional(),
  /** The adapter's own notes for the next push. */
  memo: z.string().optional(),
  /** The id of the owner that the record has in the CRM. */
  ownerId: z.string().nullish(),
  /** The stage of the record in the CRM. */
  lifecycle: z.string().nullish(),
});
export type MappingMetadata = z.infer<typeof MappingMetadata>;

/** The state of an activity in a CRM: `crm_activity_mappings.state`. */
export const ActivityState = z.enum([
  /** Its creation was begun, and the answer was not seen. */
  "intended",
  "synced",
  /** It failed. The sync tries it again by itself. */
  "error",
  /** A note that has an old text in the CRM. */
  "changed",
  /** A note that is in the CRM and was deleted in D1. */
  "removed",
  /** A note that is not in the CRM any more, since it was deleted in D1 or a person deleted it in the CRM. */
  "gone",
  /** It may or may not be in the CRM. An operator decides. */
  "unknown",
  /** The CRM refuses it. */
  "blocked",
]);
export type ActivityState = z.infer<typeof ActivityState>;
