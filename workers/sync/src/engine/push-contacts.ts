import type { ContactOutcome, CrmCustomer } from "@coccinelle/core";
import type { MappingWrite, SyncContact } from "@coccinelle/db";
import { callInParts, failureReason, type PageAnswers } from "./call-in-parts.ts";
import { nextMapping } from "./next-mapping.ts";
import { count, type PassContext } from "./pass-context.ts";

export type LiveContact = SyncContact & { customer: CrmCustomer };

/** Brings customers to the CRM; what a person deleted there stays deleted. */
export async function pushContacts(
  pass: PassContext,
  contacts: readonly LiveContact[],
): Promise<{ mappings: MappingWrite[]; answers: PageAnswers<LiveContact, ContactOutcome> }> {
  const { adapter, clock, random } = pass;
  const wanted = contacts.filter(({ mapping }) => mapping?.status !== "remote_deleted");
  const answers = await callInParts(
    wanted.filter(({ sharedWith }) => sharedWith === null),
    adapter.contactPageSize,
    (part) => adapter.pushContacts(part.map(toContactPush)),
  );
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

function toContactPush({ customer, mapping }: LiveContact) {
  return {
    customer,
    externalId: mapping?.externalId ?? null,
    memo: mapping?.metadata.memo ?? null,
  };
}

/** Two records were merged into one there: it is the first customer's, and not written for the second. */
function sharedRecord({ prospectId, sharedWith }: LiveContact): ContactOutcome | null {
  if (sharedWith === null) return null;
  const reason = `its record is also that of customer ${sharedWith}`;
  return { prospectId, kind: "conflict", externalId: null, reason };
}

function failedPush(
  answers: PageAnswers<LiveContact, ContactOutcome>,
  contact: LiveContact,
): ContactOutcome | null {
  const reason = failureReason(answers, contact);
  return reason === null ? null : { prospectId: contact.prospectId, kind: "error", reason };
}
