import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { type Memo, type Origin, readMemo } from "../fields/memo.ts";
import type { Candidates, ContactRecord } from "./contact-record.ts";
import type { Reservations } from "./reservations.ts";

/** A customer and the record that is to be updated for it. */
export interface ContactTarget {
  push: ContactPush;
  externalId: string;
  how: Candidates["how"];
  origin: Origin;
  memo: Memo | null;
  /** The record as it was read just now; null where it was not looked at. */
  remote: ContactRecord | null;
}

/** Which records of a page belong to customers already. */
export interface Ownership {
  systemName: string;
  /** The records that customers of the page have; `chooseTargets` adds the records that it chooses. */
  taken: Set<string>;
  /** Keep two pages that are pushed at the same time from taking one record without a customer's id. */
  reservations: Reservations;
}

/**
 * Takes the one record that matches a customer, if the record bears this customer's id or nobody's. In every
 * other case a person has to decide.
 *
 * @param candidates each has at least one match
 */
export function chooseTargets(
  candidates: readonly Candidates[],
  { systemName, taken, reservations }: Ownership,
): { targets: ContactTarget[]; outcomes: ContactOutcome[] } {
  const targets: ContactTarget[] = [];
  const outcomes: ContactOutcome[] = [];
  for (const { push, matches, how } of candidates) {
    const prospectId = push.customer.id;
    const refuse = (reason: string) =>
      outcomes.push({ prospectId, kind: "conflict", externalId: null, reason });
    const [remote, ...others] = matches;
    if (!remote || others.length > 0) {
      refuse(`several of ${systemName}'s contacts match: ${matches.map(({ id }) => id).join(", ")}`);
      continue;
    }
    const isTheirs =
      !taken.has(remote.id) &&
      (remote.state.prospectId || reservations.reserve(remote.id, prospectId)) === prospectId;
    if (!isTheirs) {
      refuse(`${systemName}'s contact ${remote.id} is another customer's`);
      continue;
    }
    taken.add(remote.id);
    const memo = readMemo(push.memo);
    const madeBy = remote.isMadeHere ? "created" : "adopted";
    targets.push({ push, externalId: remote.id, how, origin: memo?.origin ?? madeBy, memo, remote });
  }
  return { targets, outcomes };
}
