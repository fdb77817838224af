import { errorFields, type IntegrationRef, type Log, type SyncService } from "@coccinelle/core";

/**
 * Asks the sync Worker for a pass, so that it need not wait for the cron. D1 already holds the work to do, so a
 * sync Worker that refuses or does not answer costs a minute and nothing else: the failure is only logged.
 */
export async function requestPass(
  ref: IntegrationRef,
  { sync, log }: { sync: Pick<SyncService, "requestSync">; log: Log },
): Promise<void> {
  const { integrationId } = ref;
  try {
    const answer = await sync.requestSync(ref);
    if (!answer.ok) log("info", "sync_not_requested", { integrationId, code: answer.code });
  } catch (error) {
    log("warn", "sync_not_requested", { integrationId, ...errorFields(error) });
  }
}
