import { type DeadLetter, DeadLetterRow, toDeadLetter } from "./dead-letter.ts";
import { type DeadLetterHistoryEntry, toHistoryEntry } from "./dead-letter-history.ts";

export interface DeadLetterWithHistory extends DeadLetter {
  /** The things that happened to it, the first one first. */
  history: DeadLetterHistoryEntry[];
}

/** Finds a tenant's dead letter. A null tenant stands for dead letters of no known tenant. */
export async function findDeadLetter(
  db: D1Database,
  tenantId: string | null,
  id: string,
): Promise<DeadLetterWithHistory | null> {
  const [found, history] = await db.batch([
    db.prepare("SELECT * FROM dead_letters WHERE id = ?1 AND tenant_id IS ?2").bind(id, tenantId),
    db.prepare("SELECT * FROM dead_letter_history WHERE dead_letter_id = ?1 ORDER BY position").bind(id),
  ]);
  const [row] = found?.results ?? [];
  if (row === undefined) return null;
  const deadLetter = toDeadLetter(DeadLetterRow.parse(row));
  return { ...deadLetter, history: (history?.results ?? []).map(toHistoryEntry) };
}
