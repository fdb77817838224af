import type { ContactDeletion, ContactOutcome } from "@coccinelle/core";
import type { BulkJob, CustomerToSync, MappingWrite } from "@coccinelle/db";
import { callInParts, throwIfStopped } from "../call-in-parts.ts";
import { lastingMetadataWithoutMemo, mappingAfterOutcome } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";
import { commitBulk } from "./commit-bulk.ts";

/** A customer of a job, with the job's outcome for it. */
interface JobResult {
  customer: CustomerToSync;
  outcome: ContactOutcome | undefined;
}

/**
 * Ends a job: writes the mappings of its customers, and moves the load's position behind them.
 *
 * @param page the job's customers who have not changed since it was sent
 * @param outcomes of everybody in the job, also of customers who have changed or were deleted since
 */
export async function endJob(
  pass: PassContext,
  job: BulkJob,
  page: readonly CustomerToSync[],
  outcomes: readonly ContactOutcome[],
): Promise<void> {
  const { clock, cursors, random, store } = pass;
  const now = clock();
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.prospectId, outcome]));
  const withOutcome = (customer: CustomerToSync): JobResult => ({
    customer,
    outcome: outcomeOf.get(customer.prospectId),
  });
  const inPage = new Set(page.map(({ prospectId }) => prospectId));
  const unchanged = page.map(withOutcome);
  const changed = (await store.listCustomers([...outcomeOf.keys()].filter((id) => !inPage.has(id)))).map(
    withOutcome,
  );

  await deleteTwinRecords(pass, [...unchanged, ...changed].flatMap(findTwinRecord));
  const mappings = [
    ...unchanged.flatMap((result) => mapUnchanged(result, now, random)),
    ...changed.flatMap((result) => mapChanged(result, now, random)),
  ];
  count(pass, "contacts_loaded", mappings.filter(({ lastSyncedAt }) => lastSyncedAt !== null).length);
  count(pass, "contacts_error", mappings.filter(({ status }) => status === "error").length);
  const mapped = new Set(mappings.map(({ prospectId }) => prospectId));
  await commitBulk(
    pass,
    {
      mappings,
      // The job wrote the values that these customers had when it was sent. They go to the CRM again as they are now.
      changed: changed
        .filter(({ customer }) => customer.customer !== null && mapped.has(customer.prospectId))
        .map(({ customer }) => customer.prospectId),
    },
    // After a resync the load begins anew, so its position is another one and stays.
    { bulk: null, ...(cursors.loadPosition === job.after && { loadPosition: job.until }) },
  );
}

/**
 * The record that the job has created beside one of another lane. That one was deleted or merged in the CRM before
 * the job looked, and it is the one that counts.
 */
function findTwinRecord({ customer, outcome }: JobResult): ContactDeletion[] {
  const { prospectId, mapping } = customer;
  if (outcome?.kind !== "synced" || outcome.how !== "created" || mapping?.externalId == null) return [];
  const { externalId } = outcome;
  return externalId === mapping.externalId ? [] : [{ prospectId, externalId }];
}

/** Reads each twin before it deletes it: a twin that was merged or converted meanwhile has become the record that counts. */
async function deleteTwinRecords(pass: PassContext, twins: readonly ContactDeletion[]): Promise<void> {
  const { adapter, settings } = pass;
  const answers = await callInParts(twins, adapter.contactPageSize, async (part) => {
    const remotes = await adapter.readContacts(part.flatMap(({ externalId }) => externalId ?? []));
    const standing = new Set(
      remotes.filter(({ askedId, externalId }) => askedId === externalId).map(({ askedId }) => askedId),
    );
    const separate = part.filter(({ externalId }) => standing.has(externalId ?? ""));
    return separate.length === 0 ? [] : adapter.deleteContacts(separate, settings.deletion);
  });
  throwIfStopped(answers);
  const deleted = answers.outcomes.filter(({ kind }) => kind === "deleted").length;
  count(pass, "strays_deleted", deleted);
  count(pass, "strays_left", twins.length - deleted);
}

/** The mapping of a customer who has not changed since the job was sent; none where it stays as it is. */
function mapUnchanged({ customer, outcome }: JobResult, now: Date, random: () => number): MappingWrite[] {
  const { prospectId, handled, mapping } = customer;
  // A record that is mapped already comes from another lane, or from this one before a crash.
  const isDone = handled || mapping?.externalId != null || mapping?.status === "remote_deleted";
  if (isDone || (outcome === undefined && mapping !== null)) return [];
  const missed: ContactOutcome = { prospectId, kind: "error", reason: "the CRM's job did not come to it" };
  return [mappingAfterOutcome(customer, outcome ?? missed, now, random)];
}

/**
 * The mapping of a customer who has changed since the job was sent; none where it stays as it is. The change itself
 * goes to the CRM by its own lane: only the record counts that the job has made or has written old values into.
 */
function mapChanged(
  { customer: changed, outcome }: JobResult,
  now: Date,
  random: () => number,
): MappingWrite[] {
  const { prospectId, customer, mapping } = changed;
  const externalId = outcome !== undefined && "externalId" in outcome ? outcome.externalId : null;
  if (outcome === undefined || externalId === null || mapping?.status === "remote_deleted") return [];
  if (mapping?.externalId != null) {
    if (customer === null) return [];
    return [{ ...mapping, lastSyncedAt: null, metadata: lastingMetadataWithoutMemo(mapping) }];
  }
  if (customer !== null) return [mappingAfterOutcome(changed, outcome, now, random)];
  // The customer was deleted in D1 before the job had made its record: the record has to be deleted, too.
  return [{ prospectId, externalId, status: "pending", lastSyncedAt: null, metadata: {} }];
}
