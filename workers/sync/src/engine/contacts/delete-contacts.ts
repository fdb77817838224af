import type { DeletionOutcome } from "@coccinelle/core";
import type { CustomerToSync, MappingWrite } from "@coccinelle/db";
import { callInParts, failureReason, type PageAnswers } from "../call-in-parts.ts";
import { mappingAfterOutcome } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";

interface ContactDeletions {
  /** Customers of whom the CRM holds nothing any more. */
  forgotten: string[];
  mappings: MappingWrite[];
  answers: PageAnswers<CustomerToSync, DeletionOutcome>;
}

/**
 * Takes customers that were deleted in D1 out of the CRM. A customer without a mapping is looked for, too, since
 * the answer to the record's creation may have been lost. A record that is another customer's as well stays.
 */
export async function deleteContacts(
  pass: PassContext,
  customers: readonly CustomerToSync[],
): Promise<ContactDeletions> {
  const { clock, random } = pass;
  const answers = await callInParts(
    customers.filter(({ sharedWith }) => sharedWith === null),
    pass.adapter.contactPageSize,
    (part) => deletePart(pass, part),
  );
  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.prospectId, outcome]));
  const now = clock();
  const deletions: ContactDeletions = { forgotten: [], mappings: [], answers };
  for (const customer of customers) {
    const { prospectId, sharedWith, mapping } = customer;
    const outcome = outcomes.get(prospectId);
    const mayBeMadeYet = pass.cursors.bulk !== null && mapping?.externalId == null;
    if (sharedWith !== null || (outcome?.kind === "deleted" && !mayBeMadeYet)) {
      deletions.forgotten.push(prospectId);
      continue;
    }
    const reason =
      outcome?.kind === "deleted"
        ? "a job of the CRM may make its record yet"
        : (outcome?.reason ?? failureReason(answers, customer));
    if (reason === null) continue;
    count(pass, "deletions_error");
    const failed = { prospectId, kind: "error", reason } as const;
    deletions.mappings.push(mappingAfterOutcome(customer, failed, now, random));
  }
  count(pass, "deletions_deleted", deletions.forgotten.length);
  return deletions;
}

/** Reads each record before it deletes it: a record that was merged into another customer's is that customer's. */
async function deletePart(
  { adapter, settings }: PassContext,
  part: readonly CustomerToSync[],
): Promise<DeletionOutcome[]> {
  const known = part.flatMap(({ mapping }) => mapping?.externalId ?? []);
  const remotes = new Map(
    (known.length === 0 ? [] : await adapter.readContacts(known)).map((remote) => [remote.askedId, remote]),
  );
  const deletions = part.map(({ prospectId, mapping }) => {
    const askedId = mapping?.externalId ?? null;
    const remote = remotes.get(askedId ?? "");
    const isOwn = remote === undefined || remote.prospectId === null || remote.prospectId === prospectId;
    return { prospectId, externalId: remote?.externalId ?? askedId, isOwn };
  });
  const own = deletions
    .filter(({ isOwn }) => isOwn)
    .map(({ prospectId, externalId }) => ({ prospectId, externalId }));
  const foreign = deletions.filter(({ isOwn }) => !isOwn);
  return [
    ...(own.length === 0 ? [] : await adapter.deleteContacts(own, settings.deletion)),
    ...foreign.map(({ prospectId }) => ({ prospectId, kind: "deleted" as const })),
  ];
}
