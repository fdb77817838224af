import * as z from "zod";
import { toIsoTime } from "../sql/time.ts";
import type { Operator } from "./dead-letter.ts";

/** The things that can happen to a dead letter. */
export const DeadLetterDeed = z.enum([
  "parked",
  /** Its event failed again, as itself or as the event of the tenant that it was given to. */
  "parked_again",
  "replayed",
  /** The queue did not take it, so it is parked as before. */
  "refused",
  "discarded",
  /** An operator made another event of it, which was sent in its place. It is discarded and never sent itself. */
  "edited",
  /** An operator made it of another event. */
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
  /** The class of the failure, or the reason that an operator gave. */
  reason: string;
  error: string | null;
  replayId: string | null;
  /** The id of the other event, where one event was made of another or sent as another. */
  eventId: string | null;
  codeVersion: string | null;
}

/**
 * An SQL expression: the position of the next entry in the history of a dead letter. `deadLetterId` is an SQL
 * expression too.
 */
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
