import * as z from "zod";
import type { Operator } from "../dead-letters/dead-letter.ts";
import { toIsoTime } from "../sql/time.ts";

export const ReplayState = z.enum([
  "running",
  "done",
  "cancelled",
  /** The queue took nothing for so long that the replay gave up the letters that were left. */
  "failed",
]);
export type ReplayState = z.infer<typeof ReplayState>;

/** Names one replay. The tenant is null for dead letters of no known tenant. */
export interface ReplayRef {
  tenantId: string | null;
  replayId: string;
}

/** A replay: dead letters on their way back to the queue. Times are ISO 8601, UTC. */
export interface Replay {
  id: string;
  tenantId: string | null;
  actor: Operator;
  reason: string;
  /** The operator's own selection. */
  selection: unknown;
  state: ReplayState;
  /** The number of dead letters that it took. */
  total: number;
  /** The part of `total` that the queue took. */
  sent: number;
  /** The part of `sent` that was parked again. */
  failedAgain: number;
  /** The part of `total` that the queue did not take. These are parked as before. */
  refused: number;
  /** Selected and not taken: dead letters with another status. */
  alreadySettled: number;
  /** Selected and not taken: dead letters of another replay. */
  inOtherReplay: number;
  /** Selected and not taken: dead letters that cannot be sent again, or in whose place an edited event was sent. */
  notReplayable: number;
  /** Selected and not taken: ids of no dead letter. */
  notFound: number;
  /** Why the replay failed. */
  error: string | null;
  startedAt: string;
  /** Null while the replay holds dead letters that wait or are being sent. */
  finishedAt: string | null;
}

const ReplayRow = z.object({
  id: z.string(),
  tenant_id: z.string().nullable(),
  actor_id: z.string(),
  actor_name: z.string().nullable(),
  reason: z.string(),
  selection: z.string(),
  state: ReplayState,
  total: z.number(),
  sent: z.number(),
  failed_again: z.number(),
  refused: z.number(),
  already_settled: z.number(),
  in_other_replay: z.number(),
  not_replayable: z.number(),
  not_found: z.number(),
  error: z.string().nullable(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
});

export function toReplay(input: unknown): Replay {
  const row = ReplayRow.parse(input);
  return {
    id: row.id,
    tenantId: row.tenant_id,
    actor: { id: row.actor_id, name: row.actor_name },
    reason: row.reason,
    selection: JSON.parse(row.selection),
    state: row.state,
    total: row.total,
    sent: row.sent,
    failedAgain: row.failed_again,
    refused: row.refused,
    alreadySettled: row.already_settled,
    inOtherReplay: row.in_other_replay,
    notReplayable: row.not_replayable,
    notFound: row.not_found,
    error: row.error,
    startedAt: toIsoTime(row.started_at),
    finishedAt: row.finished_at && toIsoTime(row.finished_at),
  };
}
