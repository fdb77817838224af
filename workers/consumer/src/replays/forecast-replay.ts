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

/** What a replay would come to for one event. */
export type ForecastOutcome = "creates_customer" | "adds_activity" | "nothing" | "fails";

export interface Forecast {
  /** The dead letter's. */
  id: string;
  /** In its turn, after those of the selection that were sent before it. */
  outcome: ForecastOutcome;
  /** If it were sent alone. */
  alone: ForecastOutcome;
  eventId: string | null;
  tenantId: string | null;
  /** Whose it would be, as they would be after all of the selection; an `id` of null is yet to be made. */
  customer?: { id: string | null; firstName: string | null; lastName: string | null; identities: Identity[] };
  activity?: { type: string; channel: string; occurredAt: string };
  /** Why it would be parked again. */
  reason?: DeadLetterReason;
  error?: string;
}

interface ForecastDeps {
  db: D1Database;
  newId: () => string;
}

/**
 * Tells what sending dead letters would do, and writes nothing: it is the consumer's own reading and
 * planning, rehearsed in a transaction that the database takes back, in halves where it refuses something.
 *
 * @returns in the order of the letters
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

/** The first event of a customer that is not there yet creates it. */
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
