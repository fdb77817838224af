import { errorFields, type IntegrationRef, type Log } from "@coccinelle/core";
import { listIntegrationsToSync } from "@coccinelle/db";

const PAGE_SIZE = 200;

interface WakeDeps {
  db: D1Database;
  /** Has an integration look for changes, as soon as it may. */
  wake: (ref: IntegrationRef) => Promise<void>;
  log: Log;
}

/** Wakes every integration that may be synced. One that does not answer keeps no other from it. */
export async function wakeIntegrations({ db, wake, log }: WakeDeps): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await listIntegrationsToSync(db, { limit: PAGE_SIZE, cursor });
    await Promise.all(
      page.items.map(async (ref) => {
        try {
          await wake(ref);
        } catch (error) {
          log("error", "integration_not_woken", { integrationId: ref.integrationId, ...errorFields(error) });
        }
      }),
    );
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
