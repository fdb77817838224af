import * as z from "zod";
import { toIsoTime } from "../sql/time.ts";
import type { Operator } from "./dead-letter.ts";

/** What can happen to a dead letter. */
export const DeadLetterDeed = z.enum([
  "parked",
  /** Also where it was sent as its tenant's event, and that was parked. */
  "parked_again",
  "replayed",
  /** The queue did not take it; it is parked as before. */
  "refused",
  "discarded",
  /** Another event was made of it and sent in its place: it is discarded, and never sent itself. */
  "edited",
  /** It was made of another event. */
  "made",
]);
export type DeadLetterDeed = z.infer<typeof DeadLetterDeed>;

/** One thing that happened to a dead letter. */
export interface DeadLetterHistoryEntry {
  /** ISO 8601. */
  at: string;
  what: DeadLetterDeed;
  /** Null where the pipeline itself did it. */
  actor: Operator | null;
  /** The class of the failure, or what an operator gave. */
  reason: string;
  error: string | null;
  replayId: string | null;
  /** The other event, where one was made of the other, or sent as the other. */
  eventId: string | null;
  codeVersion: string | null;
}

/** The place of the next entry of a dead letter that an SQL expression names. */
export function nextPosition(deadLetterId: string): string {
  return `1 + coalesce((SELECT max(h.position) FROM dead_letter_history h WHERE h.dead_letter_id = ${deadLetterId}), 0)`;
}

const HistoryRow = z.object({
  at: z.string(),
  what: DeadLetterDeed,
  actor_id: z.string().nullable(),
  actor_name: z.string().nullable(),
  reason: z.string(),
  error: z.string().nullable(),
  replay_id: z.string().nullable(),
  event_id: z.string().nullable(),
  code_version: z.string().nullable(),
});

export function toHistoryEntry(input: unknown): DeadLetterHistoryEntry {
  const row = HistoryRow.parse(input);
  return {
    at: toIsoTime(row.at),
    what: row.what,
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name },
    reason: row.reason,
    error: row.error,
    replayId: row.replay_id,
    eventId: row.event_id,
    codeVersion: row.code_version,
  };
}
