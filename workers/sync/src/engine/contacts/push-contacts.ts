import type { ContactOutcome } from "@coccinelle/core";
import type { MappingWrite } from "@coccinelle/db";
import { callInParts, failureReason, type PageAnswers } from "../call-in-parts.ts";
import { type LiveCustomer, toContactPush } from "../mappings/live-customer.ts";
import { mappingAfterOutcome } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";

type PushAnswers = PageAnswers<LiveCustomer, ContactOutcome>;

/** Brings customers to the CRM. A record that a person deleted in the CRM stays deleted. */
export async function pushContacts(
  pass: PassContext,
  customers: readonly LiveCustomer[],
): Promise<{ mappings: MappingWrite[]; answers: PushAnswers }> {
  const { adapter, clock, random } = pass;
  const wanted = customers.filter(({ mapping }) => mapping?.status !== "remote_deleted");
  const push = (some: readonly LiveCustomer[]) =>
    callInParts(some, adapter.contactPageSize, (part) => adapter.pushContacts(part.map(toContactPush)));
  const answers = await retryConflicts(await push(wanted.filter(hasOwnRecord)), customers, push);
  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.prospectId, outcome]));
  const now = clock();
  const mappings = wanted.flatMap((customer) => {
    const outcome =
      outcomes.get(customer.prospectId) ??
      outcomeOfSharedRecord(customer) ??
      outcomeOfSilence(answers, customer);
    if (outcome === null) return [];
    count(pass, `contacts_${outcome.kind === "synced" ? outcome.how : outcome.kind}`);
    return [mappingAfterOutcome(customer, outcome, now, random)];
  });
  return { mappings, answers };
}

/**
 * Pushes the customers in conflict once more, where the page has updated a record that was there before: another
 * customer of the page may have given up the e-mail address that was in their way.
 */
async function retryConflicts(
  answers: PushAnswers,
  customers: readonly LiveCustomer[],
  push: (some: readonly LiveCustomer[]) => Promise<PushAnswers>,
): Promise<PushAnswers> {
  const { outcomes, failures, stop } = answers;
  const isUpdated = outcomes.some((outcome) => outcome.kind === "synced" && outcome.how !== "created");
  const undecided = new Set(
    outcomes.filter(({ kind }) => kind === "conflict").map(({ prospectId }) => prospectId),
  );
  if (stop !== null || !isUpdated || undecided.size === 0) return answers;
  const again = await push(customers.filter(({ prospectId }) => undecided.has(prospectId)));
  return {
    outcomes: [...outcomes.filter(({ kind }) => kind !== "conflict"), ...again.outcomes],
    failures: new Map([...failures, ...again.failures]),
    stop: again.stop,
  };
}

function hasOwnRecord({ sharedWith }: LiveCustomer): boolean {
  return sharedWith === null;
}

/** Two records were merged in the CRM. The one that is left is the first customer's, and not written for the second. */
function outcomeOfSharedRecord({ prospectId, sharedWith }: LiveCustomer): ContactOutcome | null {
  if (sharedWith === null) return null;
  const reason = `its record is also that of customer ${sharedWith}`;
  return { prospectId, kind: "conflict", externalId: null, reason };
}

/** The outcome of a customer that the CRM did not answer for. Null where its turn did not come. */
function outcomeOfSilence(answers: PushAnswers, customer: LiveCustomer): ContactOutcome | null {
  const reason = failureReason(answers, customer);
  return reason === null ? null : { prospectId: customer.prospectId, kind: "error", reason };
}
