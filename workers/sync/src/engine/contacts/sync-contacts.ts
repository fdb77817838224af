import type { CustomerToSync, MappingWrite, SyncCursors } from "@coccinelle/db";
import { throwIfStopped } from "../call-in-parts.ts";
import type { PassContext } from "../pass-context.ts";
import { deleteContacts } from "./delete-contacts.ts";
import { type LiveCustomer, pushContacts } from "./push-contacts.ts";

/**
 * Brings a page of customers to the CRM, and writes what became of each in one transaction with the
 * lane's cursors. Those stay where a limit keeps the page from its end: it is taken again.
 *
 * Deletions first: a customer may have got the e-mail address of one that was deleted.
 */
export async function syncContacts(
  pass: PassContext,
  contacts: readonly CustomerToSync[],
  cursors: Partial<SyncCursors>,
): Promise<void> {
  const unhandled = contacts.filter(({ handled }) => !handled);
  const live = unhandled.filter((contact): contact is LiveCustomer => contact.customer !== null);
  const deletions = await deleteContacts(
    pass,
    unhandled.filter(({ customer }) => customer === null),
  );
  const pushes = await pushContacts(pass, deletions.answers.stop === null ? live : []);
  const stop = deletions.answers.stop ?? pushes.answers.stop;
  await pass.store.commit({
    mappings: [...deletions.mappings, ...pushes.mappings],
    forgotten: deletions.forgotten,
    changed: [...firstRecordsOf(unhandled, pushes.mappings), ...mergedRecordsOf(unhandled, pushes.mappings)],
    cursors: stop === null ? cursors : {},
  });
  throwIfStopped({
    outcomes: [...deletions.answers.outcomes, ...pushes.answers.outcomes],
    failures: new Map<CustomerToSync, unknown>([...deletions.answers.failures, ...pushes.answers.failures]),
    stop,
  });
}

/** Who has a record only now, after its lane has passed: its activities were passed by, and wait for a change. */
function firstRecordsOf(contacts: readonly CustomerToSync[], mappings: readonly MappingWrite[]): string[] {
  const passed = new Set(
    contacts
      .filter(({ seq, mapping }) => seq === 0 && mapping?.externalId === null)
      .map(({ prospectId }) => prospectId),
  );
  return mappings
    .filter(({ prospectId, externalId }) => externalId !== null && passed.has(prospectId))
    .map(({ prospectId }) => prospectId);
}

/** Who was found to be merged into another record: that may be another customer's, which has to be looked at, too. */
export function mergedRecordsOf(
  contacts: readonly CustomerToSync[],
  mappings: readonly MappingWrite[],
): string[] {
  const before = new Map(contacts.map(({ prospectId, mapping }) => [prospectId, mapping?.externalId]));
  return mappings
    .filter(
      ({ prospectId, status, externalId }) => status === "merged" && before.get(prospectId) !== externalId,
    )
    .map(({ prospectId }) => prospectId);
}
