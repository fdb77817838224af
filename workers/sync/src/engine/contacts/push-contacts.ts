import type { ContactOutcome, ContactPush, CrmCustomer } from "@coccinelle/core";
import type { CustomerToSync, MappingWrite } from "@coccinelle/db";
import { callInParts, failureReason, type PageAnswers } from "../call-in-parts.ts";
import { nextMapping } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";

export type LiveCustomer = CustomerToSync & { customer: CrmCustomer };

/** Brings customers to the CRM; what a person deleted there stays deleted. */
export async function pushContacts(
  pass: PassContext,
  contacts: readonly LiveCustomer[],
): Promise<{ mappings: MappingWrite[]; answers: PageAnswers<LiveCustomer, ContactOutcome> }> {
  const { adapter, clock, random } = pass;
  const wanted = contacts.filter(({ mapping }) => mapping?.status !== "remote_deleted");
  const push = (part: readonly LiveCustomer[]) =>
    callInParts(part, adapter.contactPageSize, (some) => adapter.pushContacts(some.map(toContactPush)));
  const answers = await retryConflicts(await push(wanted.filter(hasOwnRecord)), contacts, push);
  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.prospectId, outcome]));
  const now = clock();
  const mappings = wanted.flatMap((contact) => {
    const outcome = outcomes.get(contact.prospectId) ?? sharedRecord(contact) ?? failedPush(answers, contact);
    if (outcome === null) return [];
    count(pass, `contacts_${outcome.kind === "synced" ? outcome.how : outcome.kind}`);
    return [nextMapping(contact, outcome, now, random)];
  });
  return { mappings, answers };
}

/**
 * What was in a customer's way may be out of it now: an e-mail address that another customer of the page has
 * given up. So those in conflict are pushed once more, where a record that was there before was written.
 */
async function retryConflicts(
  answers: PageAnswers<LiveCustomer, ContactOutcome>,
  contacts: readonly LiveCustomer[],
  push: (part: readonly LiveCustomer[]) => Promise<PageAnswers<LiveCustomer, ContactOutcome>>,
): Promise<PageAnswers<LiveCustomer, ContactOutcome>> {
  const { outcomes, failures, stop } = answers;
  const isMoved = outcomes.some((outcome) => outcome.kind === "synced" && outcome.how !== "created");
  const undecided = new Set(
    outcomes.filter(({ kind }) => kind === "conflict").map(({ prospectId }) => prospectId),
  );
  if (stop !== null || !isMoved || undecided.size === 0) return answers;
  const again = await push(contacts.filter(({ prospectId }) => undecided.has(prospectId)));
  return {
    outcomes: [...outcomes.filter(({ kind }) => kind !== "conflict"), ...again.outcomes],
    failures: new Map([...failures, ...again.failures]),
    stop: again.stop,
  };
}

/** A customer as the CRM is to be told of it. */
export function toContactPush({ customer, mapping }: LiveCustomer): ContactPush {
  return {
    customer,
    externalId: mapping?.externalId ?? null,
    memo: mapping?.metadata.memo ?? null,
    lifecycle: mapping?.metadata.lifecycle ?? null,
  };
}

function hasOwnRecord({ sharedWith }: LiveCustomer): boolean {
  return sharedWith === null;
}

/** Two records were merged into one there: it is the first customer's, and not written for the second. */
function sharedRecord({ prospectId, sharedWith }: LiveCustomer): ContactOutcome | null {
  if (sharedWith === null) return null;
  const reason = `its record is also that of customer ${sharedWith}`;
  return { prospectId, kind: "conflict", externalId: null, reason };
}

function failedPush(
  answers: PageAnswers<LiveCustomer, ContactOutcome>,
  contact: LiveCustomer,
): ContactOutcome | null {
  const reason = failureReason(answers, contact);
  return reason === null ? null : { prospectId: contact.prospectId, kind: "error", reason };
}
