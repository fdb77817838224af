import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import type { ContactContext } from "./contact-context.ts";
import { identityOf } from "./find-unmapped.ts";

export interface Rival {
  push: ContactPush;
  /** Who was first with the same e-mail address, or without one the same phone number. */
  holderId: string;
}

/** Keeps customers for whom records may be made apart from those whom another one came before. */
export function reserveIdentities(
  { reservations }: ContactContext,
  pushes: readonly ContactPush[],
): { pushes: ContactPush[]; rivals: Rival[] } {
  const result: { pushes: ContactPush[]; rivals: Rival[] } = { pushes: [], rivals: [] };
  for (const push of pushes) {
    const { id } = push.customer;
    const identity = identityOf(push.customer);
    const holderId = identity === null ? id : reservations.reserve(identity, id);
    if (holderId === id) result.pushes.push(push);
    else result.rivals.push({ push, holderId });
  }
  return result;
}

/**
 * What becomes of those whom another customer came before: a conflict, once that one has its record. As long
 * as that is not known, they are tried again.
 */
export function settleRivals(
  rivals: readonly Rival[],
  outcomes: readonly ContactOutcome[],
): ContactOutcome[] {
  const synced = new Set(outcomes.flatMap(({ kind, prospectId }) => (kind === "synced" ? prospectId : [])));
  return rivals.map(({ push, holderId }): ContactOutcome => {
    const prospectId = push.customer.id;
    if (!synced.has(holderId)) {
      const reason =
        "another customer with the same e-mail address or phone number is brought there just now";
      return { prospectId, kind: "error", reason };
    }
    const reason = "another customer with the same e-mail address or phone number has the record";
    return { prospectId, kind: "conflict", externalId: null, reason };
  });
}
