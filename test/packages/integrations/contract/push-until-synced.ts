import type { ContactPush } from "@coccinelle/core";
import type { CrmWorld } from "./crm-world.ts";

const MAX_ROUNDS = 60;
/** Longer than any limit that a call may meet. */
const WAIT_MS = 20 * 60 * 1000;

/**
 * Pushes pages as an engine does that may crash after any call and then knows only what it has stored.
 *
 * @param mapped the record of each customer that is synced; it grows
 * @param isLost whether the answer of a call is lost in a crash
 */
export async function pushUntilSynced(
  { reconnect, advance }: Pick<CrmWorld, "reconnect" | "advance">,
  pages: readonly ContactPush[][],
  mapped: Map<string, string>,
  isLost: () => boolean,
): Promise<void> {
  let adapter = reconnect();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    for (const page of pages) {
      const open = page.filter(({ customer }) => !mapped.has(customer.id));
      if (open.length === 0) continue;
      const outcomes = await adapter.pushContacts(open).catch(() => {
        advance(WAIT_MS);
        return [];
      });
      if (isLost()) {
        adapter = reconnect();
        continue;
      }
      for (const outcome of outcomes) {
        if (outcome.kind === "synced") mapped.set(outcome.prospectId, outcome.externalId);
      }
    }
  }
}
