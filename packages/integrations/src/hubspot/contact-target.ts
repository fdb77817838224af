import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import type { RemoteRecord } from "./answers.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY } from "./contact-fields.ts";
import { type Memo, type Origin, readMemo } from "./memo.ts";

/** A customer and the contact that is to be updated for it. */
export interface ContactTarget {
  push: ContactPush;
  externalId: string;
  how: Extract<ContactOutcome, { kind: "synced" }>["how"];
  origin: Origin;
  memo: Memo | null;
  /** As it was read just now; null where it was not looked at. */
  remote: RemoteRecord | null;
}

/** The contacts that may be a customer's. */
export interface Candidates {
  push: ContactPush;
  matches: readonly RemoteRecord[];
  how: ContactTarget["how"];
}

export interface Choice {
  targets: ContactTarget[];
  outcomes: ContactOutcome[];
}

/**
 * Takes the one contact that matches a customer, if it bears this customer's id or nobody's. All else is for
 * a person to decide.
 *
 * @param candidates each with one match at least
 * @param taken the contacts that other customers of the page have; those that are chosen are added
 * @param adoptions whose each contact without an id is to be, for pages that are pushed at the same time
 */
export function chooseTargets(
  candidates: readonly Candidates[],
  taken: Set<string>,
  adoptions: Map<string, string>,
): Choice {
  const choice: Choice = { targets: [], outcomes: [] };
  for (const { push, matches, how } of candidates) {
    const prospectId = push.customer.id;
    const refuse = (reason: string) =>
      choice.outcomes.push({ prospectId, kind: "conflict", externalId: null, reason });
    const [remote, ...others] = matches;
    if (!remote || others.length > 0) {
      refuse(`several of HubSpot's contacts match: ${matches.map(({ id }) => id).join(", ")}`);
      continue;
    }
    const owner = remote.properties[KEY_PROPERTY] || (adoptions.get(remote.id) ?? prospectId);
    if (owner !== prospectId || taken.has(remote.id)) {
      refuse(`HubSpot's contact ${remote.id} is another customer's`);
      continue;
    }
    taken.add(remote.id);
    if (!remote.properties[KEY_PROPERTY]) adoptions.set(remote.id, prospectId);
    const memo = readMemo(push.memo);
    const madeBy = remote.properties[LEAD_SOURCE_PROPERTY] ? "created" : "adopted";
    choice.targets.push({ push, externalId: remote.id, how, origin: memo?.origin ?? madeBy, memo, remote });
  }
  return choice;
}
