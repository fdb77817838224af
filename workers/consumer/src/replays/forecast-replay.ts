import { errorMessage, type Identity, isRetryable, splitOnFailure } from "@coccinelle/core";
import {
  type DeadLetterReason,
  type EventsPlan,
  planEvents,
  type RecordableEvent,
  type Rehearsal,
  type ReplayLetter,
  rehearseEvents,
} from "@coccinelle/db";
import { readEvent } from "../queue/read-event.ts";
import { giveToOwners } from "./give-to-owners.ts";

/** The outcome that a replay would have for one event. */
export type ForecastOutcome = "creates_customer" | "adds_activity" | "nothing" | "fails";

export interface Forecast {
  /** The id of the dead letter. */
  id: string;
  /** The outcome in a replay of the whole selection, in its order. */
  outcome: ForecastOutcome;
  /** The outcome in a replay of this dead letter alone. */
  alone: ForecastOutcome;
  eventId: string | null;
  tenantId: string | null;
  /** The customer after a replay of the whole selection. Its `id` is null where the replay would create it. */
  customer?: { id: string | null; firstName: string | null; lastName: string | null; identities: Identity[] };
  activity?: { type: string; channel: string; occurredAt: string };
  /** The reason for which it would be parked again. */
  reason?: DeadLetterReason;
  error?: string;
}

interface ForecastDeps {
  db: D1Database;
  newId: () => string;
}

/**
 * Tells what a replay of dead letters would do, and writes nothing. It reads and plans the events with the
 * consumer's own code and rehearses the plan in a transaction that D1 rolls back. Where D1 refuses a part, it
 * rehearses the halves of that part.
 *
 * @returns the forecasts in the order of the letters
 * @throws TransientError while the database does not answer
 */
export async function forecastReplay(
  letters: readonly ReplayLetter[],
  { db, newId }: ForecastDeps,
): Promise<Forecast[]> {
  const forecasts = new Map<ReplayLetter, Forecast>();
  const events = new Map<RecordableEvent, ReplayLetter>();
  const bodies = await giveToOwners(
    letters.map(({ event }) => event),
    db,
  );
  for (const [index, letter] of letters.entries()) {
    const read = readEvent(bodies[index]);
    if ("event" in read) events.set(read.event, letter);
    else forecasts.set(letter, fails(letter, null, read.reason, read.error));
  }

  const all = [...events.keys()];
  let rehearsal: Rehearsal | null = null;
  const refusals = await splitOnFailure(all, async (part) => {
    const rehearsed = await rehearseEvents(db, part, newId);
    if (part.length === all.length) rehearsal = rehearsed;
  });
  for (const [event, error] of refusals) {
    if (isRetryable(error)) throw error;
    const letter = events.get(event);
    if (letter === undefined) continue;
    forecasts.set(letter, fails(letter, event, "rejected_by_database", errorMessage(error)));
  }
  const accepted = all.filter((event) => !refusals.has(event));
  rehearsal ??= await rehearseEvents(db, accepted, newId);
  for (const event of accepted) {
    const letter = events.get(event);
    if (letter !== undefined) forecasts.set(letter, succeeds(letter, event, rehearsal, newId));
  }
  return letters.flatMap((letter) => forecasts.get(letter) ?? []);
}

function fails(
  { id }: ReplayLetter,
  event: RecordableEvent | null,
  reason: DeadLetterReason,
  error: string,
): Forecast {
  const { id: eventId = null, tenantId = null } = event ?? {};
  return { id, outcome: "fails", alone: "fails", eventId, tenantId, reason, error };
}

function succeeds(
  { id }: ReplayLetter,
  event: RecordableEvent,
  { plan, senders }: Rehearsal,
  newId: () => string,
): Forecast {
  const outcome = outcomeOf(event, plan);
  const ids = { id, eventId: event.id, tenantId: event.tenantId };
  if (outcome === "nothing") return { ...ids, outcome, alone: outcome };
  const customer = customerOf(event, plan);
  const { firstName = null, lastName = null } = customer?.columns ?? {};
  return {
    ...ids,
    outcome,
    alone: outcomeOf(event, planEvents([event], senders, newId)),
    customer: {
      id: customer?.before ? customer.id : null,
      firstName,
      lastName,
      identities: event.identities,
    },
    activity: { type: event.type, channel: event.channel, occurredAt: event.occurredAt },
  };
}

/** The first event of a customer that is not in D1 yet creates it. */
function outcomeOf(event: RecordableEvent, plan: EventsPlan): ForecastOutcome {
  const customer = customerOf(event, plan);
  if (customer === undefined) return "nothing";
  const first = plan.results.find(({ customerId }) => customerId === customer.id);
  return customer.before === null && first?.eventId === event.id ? "creates_customer" : "adds_activity";
}

function customerOf(event: RecordableEvent, plan: EventsPlan) {
  const recorded = plan.results.find(
    ({ eventId, outcome }) => eventId === event.id && outcome === "recorded",
  );
  return recorded && plan.customers.find(({ id }) => id === recorded.customerId);
}
