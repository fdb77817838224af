import type { CustomerToSync, MappingWrite, SyncCursors } from "@coccinelle/db";
import { throwIfStopped } from "../call-in-parts.ts";
import { isLive } from "../mappings/live-customer.ts";
import { findNewlyMerged } from "../mappings/mapping-after-outcome.ts";
import type { PassContext } from "../pass-context.ts";
import { deleteContacts } from "./delete-contacts.ts";
import { pushContacts } from "./push-contacts.ts";

/**
 * Brings a page of customers to the CRM, and writes the outcome of each in one transaction with the lane's
 * cursors. Where a limit ends the page early, the cursors stay, and the page is taken again.
 *
 * Deletions go first, since a customer may have got the e-mail address of one that was deleted.
 */
export async function syncContacts(
  pass: PassContext,
  customers: readonly CustomerToSync[],
  cursors: Partial<SyncCursors>,
): Promise<void> {
  const unhandled = customers.filter(({ handled }) => !handled);
  const deletions = await deleteContacts(
    pass,
    unhandled.filter(({ customer }) => customer === null),
  );
  const pushes = await pushContacts(pass, deletions.answers.stop === null ? unhandled.filter(isLive) : []);
  const stop = deletions.answers.stop ?? pushes.answers.stop;
  await pass.store.commit({
    mappings: [...deletions.mappings, ...pushes.mappings],
    forgotten: deletions.forgotten,
    changed: [
      ...findLateFirstRecords(unhandled, pushes.mappings),
      ...findNewlyMerged(unhandled, pushes.mappings),
    ],
    cursors: stop === null ? cursors : {},
  });
  throwIfStopped({
    outcomes: [...deletions.answers.outcomes, ...pushes.answers.outcomes],
    failures: new Map<CustomerToSync, unknown>([...deletions.answers.failures, ...pushes.answers.failures]),
    stop,
  });
}

/**
 * The customers who got their first record after their lane of changes had passed. The lane of activities has
 * passed them, too, and takes their activities only with another change.
 */
function findLateFirstRecords(
  customers: readonly CustomerToSync[],
  mappings: readonly MappingWrite[],
): string[] {
  const passedBy = new Set(
    customers
      .filter(({ seq, mapping }) => seq === 0 && mapping?.externalId === null)
      .map(({ prospectId }) => prospectId),
  );
  return mappings
    .filter(({ prospectId, externalId }) => externalId !== null && passedBy.has(prospectId))
    .map(({ prospectId }) => prospectId);
}
