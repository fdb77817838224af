import { errorMessage, TransientError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";
import { planEvents, type RecordedEvent } from "./plan-events.ts";
import { readSenders } from "./read-senders.ts";
import type { RecordableEvent } from "./recordable-event.ts";
import { planStatements } from "./write-plan.ts";

/** If this many plans in a row are out of date, the cause is something other than a race. */
export const MAX_PLANS = 5;

/**
 * The errors of a transaction that came too late: an identity was assigned, or a customer was changed or deleted,
 * after the plan was made.
 */
export const STALE_PLAN =
  /plan_is_stale|UNIQUE constraint failed: customer_identities|FOREIGN KEY constraint failed/;

/**
 * Records events: finds or creates each sender's customer, adds one activity for each event, moves the last contact
 * forward and improves names. It records all events or none, in two round trips for any number of them. An event
 * that was recorded before changes nothing.
 *
 * @returns one entry for each event, in no particular order
 * @throws NonRetryableError where D1 refuses the content of an event
 * @throws TransientError where D1 fails, or where the senders change faster than they can be planned for
 */
export async function recordEvents(
  db: D1Database,
  events: readonly RecordableEvent[],
  newId: () => string,
): Promise<RecordedEvent[]> {
  let stale: unknown;
  for (let plans = 0; plans < MAX_PLANS; plans++) {
    try {
      const plan = planEvents(events, await readSenders(db, events), newId);
      const statements = planStatements(db, plan, newId);
      if (statements.length > 0) await db.batch(statements);
      return plan.results;
    } catch (error) {
      if (!STALE_PLAN.test(errorMessage(error))) throw toDatabaseError(error);
      stale = error;
    }
  }
  throw new TransientError("the senders changed faster than the events could be planned", { cause: stale });
}
