import { errorMessage, TransientError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";
import { type EventsPlan, planEvents } from "./plan-events.ts";
import { readSenders, type Senders } from "./read-senders.ts";
import { MAX_PLANS, STALE_PLAN } from "./record-events.ts";
import type { RecordableEvent } from "./recordable-event.ts";
import { planStatements } from "./write-plan.ts";

/** What a batch of events would do, and what it was planned on. */
export interface Rehearsal {
  plan: EventsPlan;
  senders: Senders;
}

/**
 * Does all that `recordEvents` does, in a transaction that the database itself takes back in the end: so
 * that it has said whether it would refuse anything, and no row is written. Foreign keys that only the
 * end of a transaction checks are not checked; what breaks them is a race, and recording plans again then.
 *
 * @throws NonRetryableError where the database refuses what is in the events; TransientError otherwise
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
