import type { RemoteContact } from "@coccinelle/core";
import { type ContactContext, loadPlans } from "./contact-context.ts";
import { type ContactRecord, readState } from "./contact-record.ts";
import { followRecords } from "./follow-records.ts";
import type { RecordPlan } from "./record-plan.ts";

/** Says of each id what became of its record: there, merged into another, converted, or deleted. */
export async function readContacts(
  context: ContactContext,
  externalIds: readonly string[],
): Promise<RemoteContact[]> {
  const followed = await followRecords(context, externalIds);
  const present = [...followed.values()].flatMap((each) => each?.record.id ?? []);
  const plans = await loadPlans(context, [...new Set(present)]);
  return Array.from(followed, ([askedId, found]) => {
    if (found === null) return { askedId, ...GONE, modifiedAt: new Date(0).toISOString() };
    const { record } = found;
    const plan = plans.ofId(record.id);
    context.known.remember(record.id, readState(plan, record));
    return toRemoteContact(plan, askedId, record);
  });
}

/** What is said of a record that was deleted. */
export const GONE = { externalId: null, prospectId: null, ownerId: null, lifecycle: null, optedOut: false };

export function toRemoteContact(plan: RecordPlan, askedId: string, record: ContactRecord): RemoteContact {
  const modifiedAt = modifiedTime(record);
  return { askedId, externalId: record.id, ...readState(plan, record), modifiedAt };
}

/** ISO 8601, UTC. */
export function modifiedTime({ values }: ContactRecord): string {
  return new Date(values.SystemModstamp ?? 0).toISOString();
}
