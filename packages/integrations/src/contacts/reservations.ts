import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { emailOf, phoneOf } from "./identity.ts";

/**
 * Things that only one customer may have: an e-mail address or phone number for which a record is being made, and
 * a record without a customer's id that is being adopted. Pages that are pushed at the same time may all look
 * before any of them writes. So the first customer keeps its reservation until no page is under way any more, and
 * every look finds what was written.
 */
export interface Reservations {
  /** A page is about to look. */
  begin(): void;
  /** @returns the customer that has the thing: this one, or another that was first */
  reserve(name: string, prospectId: string): string;
  /** The page has written its records, or failed. */
  end(): void;
}

export function createReservations(): Reservations {
  const holders = new Map<string, string>();
  let underWay = 0;
  return {
    begin() {
      underWay += 1;
    },
    reserve(name, prospectId) {
      const holder = holders.get(name) ?? prospectId;
      holders.set(name, holder);
      return holder;
    },
    end() {
      underWay -= 1;
      if (underWay === 0) holders.clear();
    },
  };
}

export interface Rival {
  push: ContactPush;
  /** The customer that was first with the same e-mail address, or the same phone number where it has no address. */
  holderId: string;
}

/** Parts the customers for whom records may be made from their rivals, whom another customer came before. */
export function reserveIdentities(
  reservations: Reservations,
  pushes: readonly ContactPush[],
): { news: ContactPush[]; rivals: Rival[] } {
  const result: { news: ContactPush[]; rivals: Rival[] } = { news: [], rivals: [] };
  for (const push of pushes) {
    const { id } = push.customer;
    const identity = emailOf(push.customer) ?? phoneOf(push.customer);
    const holderId = identity === null ? id : reservations.reserve(identity, id);
    if (holderId === id) result.news.push(push);
    else result.rivals.push({ push, holderId });
  }
  return result;
}

/**
 * The outcomes of customers whom another one came before: a conflict if the other one has its record now. If not,
 * the customer is tried again.
 */
export function toRivalOutcomes(
  rivals: readonly Rival[],
  outcomes: readonly ContactOutcome[],
): ContactOutcome[] {
  const synced = new Set(outcomes.flatMap(({ kind, prospectId }) => (kind === "synced" ? prospectId : [])));
  return rivals.map(({ push, holderId }): ContactOutcome => {
    const prospectId = push.customer.id;
    const who = "another customer with the same e-mail address or phone number";
    return synced.has(holderId)
      ? { prospectId, kind: "conflict", externalId: null, reason: `${who} has the record` }
      : { prospectId, kind: "error", reason: `${who} is brought to the CRM just now` };
  });
}
