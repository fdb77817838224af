import type { ContactDeletion, ContactOutcome } from "@coccinelle/core";
import type { BulkJob, CustomerToSync, MappingWrite } from "@coccinelle/db";
import { callInParts, throwIfStopped } from "../call-in-parts.ts";
import { nextMapping, withoutMemo } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";
import { commitBulk } from "./commit-bulk.ts";

/** What a job's end makes of a customer's mapping; null leaves it as it is. */
interface Settlement {
  write: MappingWrite | null;
  /** To be brought to the CRM again: it was told what was true when the job was sent. */
  isChanged: boolean;
}

/**
 * Writes what became of a job's customers, and has the load go on after them.
 *
 * @param page those who have not changed since; who has, or was deleted, may be among the outcomes all the same
 */
export async function settleJob(
  pass: PassContext,
  job: BulkJob,
  page: readonly CustomerToSync[],
  outcomes: readonly ContactOutcome[],
): Promise<void> {
  const { clock, cursors, random, store } = pass;
  const now = clock();
  const byId = new Map(outcomes.map((outcome) => [outcome.prospectId, outcome]));
  const staying = page.map(({ prospectId }) => prospectId);
  const leavers = new Set(byId.keys());
  for (const id of staying) leavers.delete(id);

  const left = await store.listCustomers([...leavers]);
  await deleteStrays(
    pass,
    [...page, ...left].flatMap((contact) => findStray(contact, byId.get(contact.prospectId)) ?? []),
  );
  const settlements: Settlement[] = [
    ...page.map((contact) => settleStayer(contact, byId.get(contact.prospectId), now, random)),
    ...left.map((contact) => settleLeaver(contact, byId.get(contact.prospectId), now, random)),
  ];
  const mappings = settlements.flatMap(({ write }) => write ?? []);
  count(pass, "contacts_loaded", mappings.filter(({ lastSyncedAt }) => lastSyncedAt !== null).length);
  count(pass, "contacts_error", mappings.filter(({ status }) => status === "error").length);
  await commitBulk(
    pass,
    {
      mappings,
      changed: settlements.flatMap(({ write, isChanged }) => (isChanged && write ? write.prospectId : [])),
    },
    // A resync has the load begin anew.
    { bulk: null, ...(cursors.loadPosition === job.after && { loadPosition: job.until }) },
  );
}

/**
 * A record that the job has made beside the one that another lane had made: that one was deleted or merged
 * there in between, and is what counts.
 */
function findStray(
  { prospectId, mapping }: CustomerToSync,
  outcome: ContactOutcome | undefined,
): ContactDeletion | null {
  if (outcome?.kind !== "synced" || outcome.how !== "created" || mapping?.externalId == null) return null;
  const { externalId } = outcome;
  return externalId === mapping.externalId ? null : { prospectId, externalId };
}

/** Looked at first: one that was merged or converted meanwhile is the record that counts, by another id. */
async function deleteStrays(pass: PassContext, strays: readonly ContactDeletion[]): Promise<void> {
  const { adapter, settings } = pass;
  const answers = await callInParts(strays, adapter.contactPageSize, async (part) => {
    const remotes = await adapter.readContacts(part.flatMap(({ externalId }) => externalId ?? []));
    const standing = new Set(
      remotes.filter(({ askedId, externalId }) => askedId === externalId).map(({ askedId }) => askedId),
    );
    const open = part.filter(({ externalId }) => standing.has(externalId ?? ""));
    return open.length === 0 ? [] : adapter.deleteContacts(open, settings.deletion);
  });
  throwIfStopped(answers);
  const deleted = answers.outcomes.filter(({ kind }) => kind === "deleted").length;
  count(pass, "strays_deleted", deleted);
  count(pass, "strays_left", strays.length - deleted);
}

/** Who has a record by now has it from another lane, or from this one before a crash. */
function settleStayer(
  contact: CustomerToSync,
  outcome: ContactOutcome | undefined,
  now: Date,
  random: () => number,
): Settlement {
  const { prospectId, handled, mapping } = contact;
  const isSettled = handled || mapping?.externalId != null || mapping?.status === "remote_deleted";
  if (isSettled || (outcome === undefined && mapping !== null)) return { write: null, isChanged: false };
  const reason = "the CRM's job did not come to it";
  return {
    write: nextMapping(contact, outcome ?? { prospectId, kind: "error", reason }, now, random),
    isChanged: false,
  };
}

/** Its change is its lane's; what matters here is the record that the job has made, or written the old values into. */
function settleLeaver(
  contact: CustomerToSync,
  outcome: ContactOutcome | undefined,
  now: Date,
  random: () => number,
): Settlement {
  const { prospectId, customer, mapping } = contact;
  const externalId = outcome !== undefined && "externalId" in outcome ? outcome.externalId : null;
  if (outcome === undefined || externalId === null || mapping?.status === "remote_deleted") {
    return { write: null, isChanged: false };
  }
  if (mapping?.externalId != null) {
    if (customer === null) return { write: null, isChanged: false };
    return { write: { ...mapping, lastSyncedAt: null, metadata: withoutMemo(mapping) }, isChanged: true };
  }
  if (customer !== null) return { write: nextMapping(contact, outcome, now, random), isChanged: true };
  // It was deleted here before the job had made its record: that is to be deleted, too.
  return {
    write: { prospectId, externalId, status: "pending", lastSyncedAt: null, metadata: {} },
    isChanged: false,
  };
}
