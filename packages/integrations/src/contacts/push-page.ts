import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { switchingOffFields } from "../records/unknown-field-error.ts";
import { type ContactTarget, chooseTargets, type Ownership } from "./choose-targets.ts";
import type { Candidates } from "./contact-record.ts";
import type { ConflictingCreation, ContactPlan, ContactVerbs } from "./contact-verbs.ts";
import { reserveIdentities, toRivalOutcomes } from "./reservations.ts";
import { type MappedPush, splitPage } from "./split-page.ts";
import { createContacts, createWithoutConflict, planCreation, updateContacts } from "./write-contacts.ts";

/** Brings each customer of a page to one record in the CRM. Each customer has one outcome. */
export function pushContacts<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  return switchingOffFields(verbs, () => reserving(verbs, () => pushPage(verbs, distinctCustomers(page))));
}

/** Each customer once, however often it is in the page. */
export function distinctCustomers(page: readonly ContactPush[]): ContactPush[] {
  return [...new Map(page.map((push) => [push.customer.id, push])).values()];
}

/** Keeps the reservations of the work until no other page is under way. */
export async function reserving<Answer>(
  { reservations }: ContactVerbs,
  work: () => Promise<Answer>,
): Promise<Answer> {
  reservations.begin();
  try {
    return await work();
  } finally {
    reservations.end();
  }
}

/**
 * Pushes one page, in an order that may be interrupted anywhere. Mapped customers are updated by their records'
 * ids. The other customers are looked for by our id, and by e-mail address or phone number. A record that is found
 * is updated, and a customer without one gets a new record. Where another record is in a new record's way and
 * belongs to nobody, the customer gets that record.
 */
async function pushPage<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  pushes: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const plans = await verbs.loadPlans(pushes.flatMap(({ externalId }) => externalId ?? []));
  const { plain, lookedAt, unmapped } = splitPage(pushes, (id) => plans.ofId(id).fit);
  const updated = await updateContacts(verbs, plain);
  const lost = new Set(updated.lost.map(({ externalId }) => externalId));
  const ownership: Ownership = {
    systemName: verbs.systemName,
    taken: new Set(plain.map(({ externalId }) => externalId).filter((id) => !lost.has(id))),
    reservations: verbs.reservations,
  };

  const located = await locate(verbs, plans.forNew, [...lookedAt, ...updated.lost], unmapped);
  const chosen = chooseTargets(located.candidates, ownership);
  const { news, rivals } = reserveIdentities(verbs.reservations, located.absent);
  const [changed, created] = await Promise.all([
    updateContacts(verbs, chosen.targets),
    createContacts(
      verbs,
      plans.forNew,
      news.map((push) => planCreation(plans.forNew, push)),
    ),
  ]);
  const resolved = await resolveConflicts(verbs, plans.forNew, created.conflicts, ownership);

  return [
    ...updated.outcomes,
    ...located.outcomes,
    ...chosen.outcomes,
    ...changed.outcomes,
    ...created.outcomes,
    ...resolved.outcomes,
    ...toRivalOutcomes(rivals, [...created.outcomes, ...resolved.outcomes]),
    ...[...changed.lost, ...resolved.lost].map((target) => toVanished(verbs, target)),
  ];
}

export interface Located {
  /** Each has at least one match. */
  candidates: Candidates[];
  /** The customers of whom there is no record. */
  absent: ContactPush[];
  /** The outcomes of customers whose records were deleted. */
  outcomes: ContactOutcome[];
}

/** Locates the records of mapped customers by their ids, and looks for the records of the other customers. */
export async function locate<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  mapped: readonly MappedPush[],
  unmapped: readonly ContactPush[],
): Promise<Located> {
  const [places, found] = await Promise.all([
    mapped.length === 0 ? new Map() : verbs.follow(mapped.map(({ externalId }) => externalId)),
    unmapped.length === 0 ? { candidates: [], outcomes: [] } : verbs.find(plan, unmapped),
  ]);
  const located: Located = { candidates: [], absent: [], outcomes: [...found.outcomes] };
  for (const { push, externalId } of mapped) {
    const place = places.get(externalId);
    if (place) located.candidates.push({ push, matches: [place.record], how: place.how });
    else {
      const reason = `${verbs.systemName}'s record ${externalId} is not there any more, or this user may not see it`;
      located.outcomes.push({ prospectId: push.customer.id, kind: "remote_deleted", reason });
    }
  }
  for (const candidates of found.candidates) {
    if (candidates.matches.length > 0) located.candidates.push(candidates);
    else located.absent.push(candidates.push);
  }
  return located;
}

/** Gives a customer the record that is in its new record's way, if that record is nobody's; else it is a conflict. */
async function resolveConflicts<Plan extends ContactPlan>(
  verbs: ContactVerbs<Plan>,
  plan: Plan,
  conflicts: readonly ConflictingCreation[],
  ownership: Ownership,
): Promise<{ outcomes: ContactOutcome[]; lost: ContactTarget[] }> {
  if (conflicts.length === 0) return { outcomes: [], lost: [] };
  const holders = (await verbs.findHolders(conflicts)).filter(({ matches }) => matches.length > 0);
  const held = new Set(holders.map(({ push }) => push));
  const chosen = chooseTargets(holders, ownership);
  const [adopted, incomplete] = await Promise.all([
    updateContacts(verbs, chosen.targets),
    createWithoutConflict(
      verbs,
      plan,
      conflicts.filter(({ creation }) => !held.has(creation.push)),
    ),
  ]);
  return { outcomes: [...chosen.outcomes, ...adopted.outcomes, ...incomplete], lost: adopted.lost };
}

function toVanished({ systemName }: ContactVerbs, { push }: ContactTarget): ContactOutcome {
  const reason = `${systemName}'s record went away while it was written`;
  return { prospectId: push.customer.id, kind: "error", reason };
}
