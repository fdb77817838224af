import * as z from "zod";
import { NonRetryableError } from "../errors/errors.ts";

/** Where an integration stands: `crm_integrations.sync_status`. */
export const SyncStatus = z.enum(["idle", "syncing", "error", "paused", "needs_auth"]);
export type SyncStatus = z.infer<typeof SyncStatus>;

/** The legal moves. A pass that a crash cut off is `syncing` still when the next one begins. */
const SYNC_STATUS_MOVES: Readonly<Record<SyncStatus, readonly SyncStatus[]>> = {
  idle: ["syncing", "paused", "needs_auth"],
  syncing: ["syncing", "idle", "error", "paused", "needs_auth"],
  error: ["syncing", "idle", "paused", "needs_auth"],
  paused: ["idle"],
  needs_auth: ["idle", "paused"],
};

/** What a status may follow on. */
export function statusesBefore(status: SyncStatus): SyncStatus[] {
  return SyncStatus.options.filter((from) => SYNC_STATUS_MOVES[from].includes(status));
}

/** How a customer stands in a CRM: `crm_sync_mappings.sync_status`. */
export const MappingStatus = z.enum([
  /** To be tried at the next pass. */
  "pending",
  "synced",
  /** Failed; tried again by itself. */
  "error",
  /** Somebody has to decide. */
  "conflict",
  /** Its record was merged into another one there, which it follows. */
  "merged",
  /** Its record became one of another kind there, which it follows. */
  "converted",
  /** A person deleted its record there; it is not made again. */
  "remote_deleted",
  /** The CRM refuses it until it, or the CRM's settings, change. */
  "blocked",
]);
export type MappingStatus = z.infer<typeof MappingStatus>;

const OUTCOMES: readonly MappingStatus[] = MappingStatus.options.filter((status) => status !== "pending");

/** The legal moves. What was deleted there comes back only by being restored there; its erasure may fail. */
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
 * Lets a mapping move.
 *
 * @param from null for a new one
 * @throws NonRetryableError where the move is not legal: the sync itself is at fault
 */
export function assertMappingMove(from: MappingStatus | null, to: MappingStatus): void {
  const current = from ?? "pending";
  if (current === to || MAPPING_STATUS_MOVES[current].includes(to)) return;
  throw new NonRetryableError(`a mapping cannot move from ${from ?? "none"} to ${to}`);
}

/** The `metadata` of a mapping: why it stands as it does, for people and for the next pass. */
export const MappingMetadata = z.looseObject({
  /** In plain words; never a person's data. */
  reason: z.string().optional(),
  /** How often it failed in a row. */
  attempts: z.number().optional(),
  /** ISO 8601, UTC. */
  nextAttemptAt: z.string().optional(),
  /** What was left out or cut to fit. */
  warnings: z.array(z.string()).optional(),
  /** What the adapter has to know at the next push. */
  memo: z.string().optional(),
  /** As the CRM says. */
  ownerId: z.string().nullish(),
  lifecycle: z.string().nullish(),
});
export type MappingMetadata = z.infer<typeof MappingMetadata>;

/** How an activity stands in a CRM: `crm_activity_mappings.state`. */
export const ActivityState = z.enum([
  /** Its creation was begun, and its answer not seen. */
  "intended",
  "synced",
  /** Failed; tried again by itself. */
  "error",
  /** A note that stands there with a text that is not its own any more. */
  "changed",
  /** A note that stands there and was deleted here. */
  "removed",
  /** A note that was taken away there, here first or by a person. */
  "gone",
  /** It may or may not stand there; an operator decides. */
  "unknown",
  "blocked",
]);
export type ActivityState = z.infer<typeof ActivityState>;
