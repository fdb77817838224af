import type { SyncService } from "@coccinelle/core";

/** The sync Worker. The generated types of the binding know nothing of its methods. */
export function syncService({ SYNC }: Env): SyncService {
  return SYNC as Env["SYNC"] & SyncService;
}
