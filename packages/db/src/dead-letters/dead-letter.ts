import * as z from "zod";
import { toIsoTime } from "../sql/time.ts";

/** Why an event could not be processed. */
export const DeadLetterReason = z.enum([
  /** The queue's message is no event that this code can read. */
  "invalid_event",
  /** Nobody owns the address that the message was sent to. */
  "unknown_address",
  /** The database refuses what is in the event, alone and every time. */
  "rejected_by_database",
  /** It failed as often as the queue delivers it. */
  "retries_exhausted",
]);
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

export const DeadLetterStatus = z.enum(["parked", "replayed", "discarded"]);
export type DeadLetterStatus = z.infer<typeof DeadLetterStatus>;

/** Who does something to a dead letter, as its history names them. */
export interface Operator {
  id: string;
  name: string | null;
}

/** What an operator does, and why. */
export interface OperatorAct {
  actor: Operator;
  reason: string;
  at: Date;
}

export const DeadLetterRow = z.object({
  id: z.string(),
  event_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  provider: z.string().nullable(),
  reason: DeadLetterReason,
  error: z.string(),
  attempts: z.number(),
  status: DeadLetterStatus,
  first_failed_at: z.string(),
  last_failed_at: z.string(),
  event: z.string(),
  trace_id: z.string().nullable(),
  code_version: z.string().nullable(),
  replayable: z.number(),
  settled_at: z.string().nullable(),
  settled_reason: z.string().nullable(),
  replay_id: z.string().nullable(),
  replay_step: z.string().nullable(),
});

export interface DeadLetter {
  id: string;
  eventId: string | null;
  tenantId: string | null;
  provider: string | null;
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  status: DeadLetterStatus;
  /** ISO 8601. */
  firstFailedAt: string;
  lastFailedAt: string;
  traceId: string | null;
  /** The version of the code that it failed in last. */
  codeVersion: string | null;
  /** Whether the queue's message can be sent again as it was: false also once another was made of it. */
  replayable: boolean;
  /** When and why it was replayed or discarded. */
  settledAt: string | null;
  settledReason: string | null;
  /** The replay that took it last. */
  replayId: string | null;
  /** It has it in hand still: the dead letter waits for its turn, or is being sent. */
  inReplay: boolean;
  event: unknown;
}

export function toDeadLetter(row: z.infer<typeof DeadLetterRow>): DeadLetter {
  return {
    id: row.id,
    eventId: row.event_id,
    tenantId: row.tenant_id,
    provider: row.provider,
    reason: row.reason,
    error: row.error,
    attempts: row.attempts,
    status: row.status,
    firstFailedAt: toIsoTime(row.first_failed_at),
    lastFailedAt: toIsoTime(row.last_failed_at),
    traceId: row.trace_id,
    codeVersion: row.code_version,
    replayable: row.replayable === 1,
    settledAt: row.settled_at && toIsoTime(row.settled_at),
    settledReason: row.settled_reason,
    replayId: row.replay_id,
    inReplay: row.replay_step !== null,
    event: JSON.parse(row.event),
  };
}
