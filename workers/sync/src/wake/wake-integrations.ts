import { errorFields, type IntegrationRef, type Log } from "@coccinelle/core";
import { listIntegrationsToSync } from "@coccinelle/db";

/** An invocation may make 1,000 subrequests. Each integration that is woken is one; the rest is for the lists. */
const MAX_WOKEN = 900;
const PAGE_SIZE = 200;

interface WakeDeps {
  db: D1Database;
  /** The position at which the tick before this one stopped. Null: at the beginning. */
  cursor: { read(): Promise<string | null>; write(position: string | null): Promise<void> };
  /** Has an integration look for changes, as soon as it may. */
  wake: (ref: IntegrationRef) => Promise<void>;
  clock: () => Date;
  log: Log;
}

/**
 * Wakes the integrations that have something to do. Where one tick may not wake all of them, the next tick goes
 * on after the last one. An integration that does not answer keeps no other from being woken.
 */
export async function wakeIntegrations(deps: WakeDeps): Promise<void> {
  const start = await deps.cursor.read();
  let end: string | null = null;
  try {
    end = await wakeFrom(start, deps);
  } finally {
    // After a failure the next tick begins anew: a position that cannot be read must not end all syncs.
    if (end !== start) await deps.cursor.write(end);
  }
}

/**
 * Wakes the integrations from a position to the end, and then from the beginning on.
 *
 * @returns the position to go on from; null where none is left
 */
async function wakeFrom(start: string | null, { db, wake, clock, log }: WakeDeps): Promise<string | null> {
  async function wakeOne(ref: IntegrationRef): Promise<void> {
    try {
      await wake(ref);
    } catch (error) {
      log("error", "integration_not_woken", { integrationId: ref.integrationId, ...errorFields(error) });
    }
  }

  const woken = new Set<string>();
  let position = start;
  let isFromBeginning = start === null;
  let left = MAX_WOKEN;
  while (left > 0) {
    const request = { limit: Math.min(PAGE_SIZE, left), cursor: position ?? undefined };
    const { items, nextCursor } = await listIntegrationsToSync(db, request, clock());
    const due = items.filter(({ integrationId }) => !woken.has(integrationId));
    for (const { integrationId } of due) woken.add(integrationId);
    await Promise.all(due.map(wakeOne));
    left -= items.length;
    position = nextCursor;
    if (position === null && isFromBeginning) return null;
    isFromBeginning ||= position === null;
  }
  return position;
}
