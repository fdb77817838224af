import { errorFields, type Log, type SyncService } from "@coccinelle/core";

/** Brings forward what the sync Worker's cron would do: what is due is written, and no answer changes nothing. */
export async function requestPasses(
  tenantId: string,
  integrationIds: readonly string[],
  { sync, log }: { sync: SyncService; log: Log },
): Promise<void> {
  for (const integrationId of integrationIds) {
    try {
      const answer = await sync.requestSync({ tenantId, integrationId });
      if (!answer.ok) log("info", "sync_not_requested", { integrationId, code: answer.code });
    } catch (error) {
      log("warn", "sync_not_requested", { integrationId, ...errorFields(error) });
    }
  }
}
