import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import { type Candidates, chooseTargets, hasMatch } from "../../contacts/contact-target.ts";
import { type MappedPush, splitPage } from "../../contacts/split-page.ts";
import { describeRefusals } from "../api/salesforce-refusal.ts";
import { type ContactContext, loadPlans } from "./contact-context.ts";
import { type ContactRecord, OWNERSHIP } from "./contact-record.ts";
import { type CreateResult, createContacts } from "./create-contacts.ts";
import { findUnmapped } from "./find-unmapped.ts";
import { type Followed, followRecords } from "./follow-records.ts";
import { listForms } from "./record-form.ts";
import { reserveIdentities, settleRivals } from "./reserve-identities.ts";
import { type Target, updateContacts } from "./update-contacts.ts";

/**
 * One page, in an order that may be interrupted anywhere: mapped records are updated by their ids; the others
 * are looked for by our id and by e-mail address or phone number; what is found is updated, what is not is
 * made; what is another record's duplicate by the organisation's rules is that record, where there is one.
 */
export async function pushPage(
  context: ContactContext,
  pushes: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  context.reservations.begin();
  try {
    return await carryOut(context, pushes);
  } finally {
    context.reservations.end();
  }
}

async function carryOut(context: ContactContext, pushes: readonly ContactPush[]): Promise<ContactOutcome[]> {
  const { reservations } = context;
  const plans = await loadPlans(
    context,
    pushes.flatMap(({ externalId }) => externalId ?? []),
  );
  const { plain, lookedAt, unmapped } = splitPage<ContactRecord>(pushes, (id) => plans.ofId(id).fit);
  const [updated, read, found] = await Promise.all([
    updateContacts(context, plain),
    followRecords(
      context,
      lookedAt.map(({ externalId }) => externalId),
    ),
    findUnmapped(context, plans.forNew, unmapped),
  ]);
  const moved = await followRecords(
    context,
    updated.lost.map(({ externalId }) => externalId),
  );

  const lost = new Set(updated.lost.map(({ externalId }) => externalId));
  const taken = new Set(plain.map(({ externalId }) => externalId).filter((id) => !lost.has(id)));
  const followed = follow([...lookedAt, ...updated.lost], new Map([...read, ...moved]));
  const chosen = chooseTargets([...followed.candidates, ...found.candidates.filter(hasMatch)], OWNERSHIP, {
    taken,
    reservations,
  });
  const news = reserveIdentities(
    context,
    found.candidates.filter((each) => !hasMatch(each)).map(({ push }) => push),
  );
  const [changed, created] = await Promise.all([
    updateContacts(context, chosen.targets),
    createContacts(context, plans.forNew, news.pushes),
  ]);
  const held = await findHolders(context, created.conflicting);
  const adoptable = chooseTargets(held.candidates, OWNERSHIP, { taken, reservations });
  const adopted = await updateContacts(context, adoptable.targets);
  return [
    ...updated.outcomes,
    ...followed.outcomes,
    ...found.outcomes,
    ...chosen.outcomes,
    ...changed.outcomes,
    ...created.outcomes,
    ...held.outcomes,
    ...adoptable.outcomes,
    ...adopted.outcomes,
    ...settleRivals(news.rivals, [...created.outcomes, ...adopted.outcomes]),
    ...[...changed.lost, ...adopted.lost].map(toVanished),
  ];
}

/** Where the records are that were not found under their ids: merged, converted or deleted. */
function follow(
  pushes: readonly MappedPush[],
  records: ReadonlyMap<string, Followed | null>,
): { candidates: Candidates<ContactRecord>[]; outcomes: ContactOutcome[] } {
  const candidates: Candidates<ContactRecord>[] = [];
  const outcomes: ContactOutcome[] = [];
  for (const { push, externalId } of pushes) {
    const followed = records.get(externalId);
    if (followed) candidates.push({ push, matches: [followed.record], how: followed.how });
    else {
      const reason = `Salesforce's record ${externalId} is not there any more, or this user may not see it`;
      outcomes.push({ prospectId: push.customer.id, kind: "remote_deleted", reason });
    }
  }
  return { candidates, outcomes };
}

/** The records that are in the way of new ones, where Salesforce names one; several are for a person to decide. */
async function findHolders(
  context: ContactContext,
  conflicting: CreateResult["conflicting"],
): Promise<{ candidates: Candidates<ContactRecord>[]; outcomes: ContactOutcome[] }> {
  const holders = conflicting.map(({ push, refusals }) => ({
    push,
    refusals,
    ids: [...new Set(refusals.flatMap(({ holderIds }) => holderIds))],
  }));
  const read = await followRecords(
    context,
    holders.flatMap(({ ids }) => (ids.length === 1 ? ids : [])),
  );
  const candidates: Candidates<ContactRecord>[] = [];
  const outcomes: ContactOutcome[] = [];
  for (const { push, refusals, ids } of holders) {
    const [only = ""] = ids;
    const found = read.get(only)?.record;
    // By a rule over several objects it may be of another one.
    const isCustomer = listForms(context.settings).some(({ idPrefix }) => found?.id.startsWith(idPrefix));
    const record = isCustomer ? found : undefined;
    const how = record?.key === push.customer.id ? "found" : "adopted";
    if (record) candidates.push({ push, matches: [record], how });
    else {
      const reason = describeRefusals(refusals);
      outcomes.push({ prospectId: push.customer.id, kind: "conflict", externalId: null, reason });
    }
  }
  return { candidates, outcomes };
}

function toVanished({ push }: Target): ContactOutcome {
  const reason = "Salesforce's record went away while it was written";
  return { prospectId: push.customer.id, kind: "error", reason };
}
