import { errorMessage, TransientError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";
import { type EventsPlan, planEvents } from "./plan-events.ts";
import { readSenders, type Senders } from "./read-senders.ts";
import { MAX_PLANS, STALE_PLAN } from "./record-events.ts";
import type { RecordableEvent } from "./recordable-event.ts";
import { planStatements } from "./write-plan.ts";

/** The changes that a batch of events would make, and the senders that the plan was made from. */
export interface Rehearsal {
  plan: EventsPlan;
  senders: Senders;
}

/**
 * Does all that `recordEvents` does, in a transaction that D1 takes back at its end. So D1 has checked every
 * statement, and no row is written. SQLite checks deferred foreign keys only when a transaction is committed, so
 * the rehearsal does not check them. Only a race can break these, and then `recordEvents` plans again.
 *
 * @throws NonRetryableError where D1 refuses the content of an event
 * @throws TransientError where D1 fails, or where the senders change faster than they can be planned for
 */
export async function rehearseEvents(
  db: D1Database,
  events: readonly RecordableEvent[],
  newId: () => string,
): Promise<Rehearsal> {
  let stale: unknown;
  for (let plans = 0; plans < MAX_PLANS; plans++) {
    const senders = await readSenders(db, events).catch((error: unknown) => {
      throw toDatabaseError(error);
    });
    const plan = planEvents(events, senders, newId);
    try {
      await db.batch([
        ...planStatements(db, plan, newId),
        db.prepare("INSERT INTO rehearsal_guard (over) VALUES (1)"),
      ]);
    } catch (error) {
      const message = errorMessage(error);
      if (message.includes("rehearsal_is_over")) return { plan, senders };
      if (!STALE_PLAN.test(message)) throw toDatabaseError(error);
      stale = error;
      continue;
    }
    throw new Error("the database did not take a rehearsal back");
  }
  throw new TransientError("the senders changed faster than the events could be planned", { cause: stale });
}
