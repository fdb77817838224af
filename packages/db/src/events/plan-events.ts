import type { Identity } from "@coccinelle/core";
import { toSqliteTime } from "../sql/time.ts";
import { CustomerDraft } from "./customer-draft.ts";
import { identityKey, type Senders } from "./read-senders.ts";
import type { RecordableEvent } from "./recordable-event.ts";

/** The outcome of one event. */
export interface RecordedEvent {
  eventId: string;
  outcome: "recorded" | "already_recorded";
  /** Null where the event was recorded before. */
  customerId: string | null;
}

/** The changes that a batch of events makes, before anything is written. */
export interface EventsPlan {
  customers: CustomerDraft[];
  /** Identities that no customer has yet, each with the customer that gets it. */
  assignments: (Identity & { tenantId: string; prospectId: string })[];
  activities: { event: RecordableEvent; prospectId: string; createdAt: string }[];
  /** Customers that get the tag `possible-duplicate`, which asks a person to look. */
  possibleDuplicates: { tenantId: string; prospectId: string }[];
  results: RecordedEvent[];
}

/**
 * Decides which changes a batch of events makes, from what D1 holds. The function is pure, so that a dry run plans
 * by the same code.
 *
 * A sender's identities stand in order of precedence, and the first that a customer has decides whose event it is.
 * Identities that nobody has are assigned to that customer. An identity of another customer marks both customers as
 * possible duplicates. Nothing is merged.
 */
export function planEvents(
  events: readonly RecordableEvent[],
  senders: Senders,
  newId: () => string,
): EventsPlan {
  const plan: EventsPlan = {
    customers: [],
    assignments: [],
    activities: [],
    possibleDuplicates: [],
    results: [],
  };
  const draftsById = new Map<string, CustomerDraft>();
  const draftsByIdentity = new Map<string, CustomerDraft>();
  const planned = new Set(senders.recordedEventIds);

  const addDraft = (draft: CustomerDraft) => {
    draftsById.set(draft.id, draft);
    plan.customers.push(draft);
    return draft;
  };
  const findDraft = (key: string): CustomerDraft | undefined => {
    const planned = draftsByIdentity.get(key);
    if (planned) return planned;
    const row = senders.customers.get(key);
    return row && (draftsById.get(row.id) ?? addDraft(CustomerDraft.fromRow(row)));
  };

  for (const event of sortByTime(events)) {
    if (planned.has(event.id)) {
      plan.results.push({ eventId: event.id, outcome: "already_recorded", customerId: null });
      continue;
    }
    planned.add(event.id);
    const drafts = event.identities.map((identity) => findDraft(identityKey(event.tenantId, identity)));
    const draft =
      drafts.find((candidate) => candidate !== undefined) ?? addDraft(CustomerDraft.create(newId(), event));
    event.identities.forEach((identity, index) => {
      const other = drafts[index];
      if (other === undefined) {
        draftsByIdentity.set(identityKey(event.tenantId, identity), draft);
        plan.assignments.push({ ...identity, tenantId: event.tenantId, prospectId: draft.id });
        draft.addIdentity(identity);
      } else if (other !== draft) {
        markAsDuplicates(plan, draft, other);
      }
    });
    draft.apply(event);
    plan.activities.push({
      event,
      prospectId: draft.id,
      createdAt: toSqliteTime(new Date(event.occurredAt)),
    });
    plan.results.push({ eventId: event.id, outcome: "recorded", customerId: draft.id });
  }
  return plan;
}

function sortByTime(events: readonly RecordableEvent[]): RecordableEvent[] {
  return events.toSorted((a, b) =>
    a.occurredAt === b.occurredAt ? compare(a.id, b.id) : compare(a.occurredAt, b.occurredAt),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function markAsDuplicates(plan: EventsPlan, a: CustomerDraft, b: CustomerDraft): void {
  a.addPossibleDuplicate(b.id);
  b.addPossibleDuplicate(a.id);
  for (const { tenantId, id } of [a, b]) plan.possibleDuplicates.push({ tenantId, prospectId: id });
}
