import { errorMessage, TransientError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";
import { planEvents, type RecordedEvent } from "./plan-events.ts";
import { readSenders } from "./read-senders.ts";
import type { RecordableEvent } from "./recordable-event.ts";
import { planStatements } from "./write-plan.ts";

/** More would mean that something other than a race keeps the plan from fitting. */
export const MAX_PLANS = 5;

/** What a transaction ends with when somebody else was faster: a claim taken, a customer changed or deleted. */
export const STALE_PLAN =
  /plan_is_stale|UNIQUE constraint failed: customer_identities|FOREIGN KEY constraint failed/;

/**
 * Records events: finds or creates each sender's customer, adds one activity an event, moves the last
 * contact forward and improves names. Two round trips for any number of events; all of them or none.
 * An event that was recorded before changes nothing.
 *
 * @returns one entry an event, in no particular order
 * @throws NonRetryableError where the database refuses what is in the events; TransientError otherwise
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
