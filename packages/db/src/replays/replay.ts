import * as z from "zod";
import type { Operator } from "../dead-letters/dead-letter.ts";
import { toIsoTime } from "../sql/time.ts";

export const ReplayState = z.enum([
  "running",
  "done",
  "cancelled",
  /** The queue took nothing for so long that the rest was let go. */
  "failed",
]);
export type ReplayState = z.infer<typeof ReplayState>;

/** Names one replay; the tenant is null for dead letters that none could be found for. */
export interface ReplayRef {
  tenantId: string | null;
  replayId: string;
}

/** Dead letters on their way back to the queue. Times are ISO 8601, UTC. */
export interface Replay {
  id: string;
  tenantId: string | null;
  actor: Operator;
  reason: string;
  /** What was asked for. */
  selection: unknown;
  state: ReplayState;
  /** How many it took in hand. */
  total: number;
  /** Of these, how many the queue took. */
  sent: number;
  /** Of those that were sent, how many were parked again. */
  failedAgain: number;
  /** Of the total, how many the queue did not take; they are parked as before. */
  refused: number;
  /** Of the selection, but not of the total: they had another status, */
  alreadySettled: number;
  /** another replay had them in hand, */
  inOtherReplay: number;
  /** what is kept of them cannot be sent again, or an edit was, */
  notReplayable: number;
  /** or they are not there. */
  notFound: number;
  /** Why it failed. */
  error: string | null;
  startedAt: string;
  /** Null while it has something in hand. */
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
