import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { chooseTargets, hasMatch } from "../../contacts/contact-target.ts";
import { type MappedPush, splitPage } from "../../contacts/split-page.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { readByIds } from "../api/read-by-ids.ts";
import { type Candidates, type ContactTarget, OWNERSHIP } from "./contact-target.ts";
import { createContacts, createWithoutEmail } from "./create-contacts.ts";
import { type FieldPlan, fitCustomer } from "./field-plan.ts";
import { findByKey, findHolders, findUnmapped } from "./find-contacts.ts";
import { updateContacts } from "./update-contacts.ts";

/**
 * One page, in an order that may be interrupted anywhere: mapped contacts are updated by their ids; the
 * others are looked for by our id, then by e-mail address or phone number; what is found is updated, what is
 * not is made; what is in another contact's way is looked for once more.
 */
export async function pushPage(
  context: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  context.reservations.begin();
  try {
    return await carryOut(context, plan, pushes);
  } finally {
    context.reservations.end();
  }
}

async function carryOut(
  context: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const { plain, lookedAt, unmapped } = splitPage<RemoteRecord>(
    pushes,
    () => (customer) => fitCustomer(customer, context.settings, plan),
  );
  const [updated, read, byKey] = await Promise.all([
    updateContacts(context, plan, plain),
    readByIds(
      context,
      plan,
      lookedAt.map(({ externalId }) => externalId),
    ),
    findByKey(
      context,
      plan,
      unmapped.map(({ customer }) => customer.id),
    ),
  ]);
  const [moved, found] = await Promise.all([
    readByIds(
      context,
      plan,
      updated.lost.map(({ externalId }) => externalId),
    ),
    findUnmapped(context, plan, unmapped, byKey),
  ]);

  const lost = new Set(updated.lost.map(({ externalId }) => externalId));
  const taken = new Set(plain.map(({ externalId }) => externalId).filter((id) => !lost.has(id)));
  const followed = follow([...lookedAt, ...updated.lost], new Map([...read, ...moved]));
  const marks = { taken, reservations: context.reservations };
  const chosen = chooseTargets([...followed.candidates, ...found.filter(hasMatch)], OWNERSHIP, marks);
  const news = found.filter((each) => !hasMatch(each)).map(({ push }) => push);
  const [changed, created] = await Promise.all([
    updateContacts(context, plan, chosen.targets),
    createContacts(context, plan, news),
  ]);

  const holders = await findHolders(context, plan, created.conflicting);
  const adoptable = chooseTargets(holders.filter(hasMatch), OWNERSHIP, marks);
  const held = new Set(holders.filter(hasMatch).map(({ push }) => push));
  const [adopted, incomplete] = await Promise.all([
    updateContacts(context, plan, adoptable.targets),
    createWithoutEmail(
      context,
      plan,
      created.conflicting.filter(({ push }) => !held.has(push)),
    ),
  ]);

  return [
    ...updated.outcomes,
    ...followed.outcomes,
    ...chosen.outcomes,
    ...changed.outcomes,
    ...created.outcomes,
    ...adoptable.outcomes,
    ...adopted.outcomes,
    ...incomplete,
    ...[...changed.lost, ...adopted.lost].map(toVanished),
  ];
}

/** Where the contacts are that were not found under their ids: merged into another, or deleted. */
function follow(
  pushes: readonly MappedPush[],
  records: ReadonlyMap<string, RemoteRecord | null>,
): { candidates: Candidates[]; outcomes: ContactOutcome[] } {
  const candidates: Candidates[] = [];
  const outcomes: ContactOutcome[] = [];
  for (const { push, externalId } of pushes) {
    const record = records.get(externalId);
    if (record)
      candidates.push({ push, matches: [record], how: record.id === externalId ? "updated" : "merged" });
    else {
      const reason = `HubSpot's contact ${externalId} was deleted there`;
      outcomes.push({ prospectId: push.customer.id, kind: "remote_deleted", reason });
    }
  }
  return { candidates, outcomes };
}

function toVanished({ push }: ContactTarget): ContactOutcome {
  const reason = "HubSpot's contact went away while it was written";
  return { prospectId: push.customer.id, kind: "error", reason };
}
