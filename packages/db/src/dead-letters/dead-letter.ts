import * as z from "zod";
import { toIsoTime } from "../sql/time.ts";

/** Why an event could not be processed. */
export const DeadLetterReason = z.enum([
  /** This code cannot read the queue's message as an event. */
  "invalid_event",
  /** No tenant owns the address that the message was sent to. */
  "unknown_address",
  /** D1 refuses the content of the event, every time and without other events beside it. */
  "rejected_by_database",
  /** The event failed as often as the queue delivers a message. */
  "retries_exhausted",
]);
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

export const DeadLetterStatus = z.enum(["parked", "replayed", "discarded"]);
export type DeadLetterStatus = z.infer<typeof DeadLetterStatus>;

/** The person or key that does something to a dead letter, as its history names them. */
export interface Operator {
  id: string;
  name: string | null;
}

/** An operator's act: who did it, why and when. */
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

/** An event that could not be processed: a row of `dead_letters`. */
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
  /** The version of the code in which the event failed last. */
  codeVersion: string | null;
  /** Whether the queue's message can be sent again. False also once an operator made another event of it. */
  replayable: boolean;
  /** When it was replayed or discarded. Null while it is parked. */
  settledAt: string | null;
  settledReason: string | null;
  /** The id of the replay that took it last. */
  replayId: string | null;
  /** Whether that replay is not done with it: the dead letter waits for its turn, or is being sent. */
  inReplay: boolean;
  /** The queue's message. */
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
