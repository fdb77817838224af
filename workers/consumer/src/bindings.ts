import type { SyncService } from "@coccinelle/core";
import { getCRMDatabaseService } from "@coccinelle/db";
import { createVault, type Vault } from "@coccinelle/vault";
import type { ReplayRunner } from "./replays/replay-runner.ts";

interface CrmDeps {
  clock: () => Date;
  newId: () => string;
}

/** Opens the CRM database service of one tenant. */
export function openCrm({ DB }: Pick<Env, "DB">, tenantId: string, { clock, newId }: CrmDeps) {
  return getCRMDatabaseService(DB, tenantId, { clock, newId });
}

interface VaultDeps {
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** @throws ConfigurationError naming CREDENTIALS_KEYS */
export function openVault(
  { CREDENTIALS_KEYS }: Pick<Env, "CREDENTIALS_KEYS">,
  { randomBytes }: VaultDeps,
): Vault {
  return createVault(CREDENTIALS_KEYS, { randomBytes });
}

/** The sync Worker. The generated type of its binding does not have its methods. */
export function getSyncService({ SYNC }: Pick<Env, "SYNC">): SyncService {
  return SYNC as Env["SYNC"] & SyncService;
}

/** The one object that runs all replays: they share one queue, and what it takes a second is for all of them. */
export function getReplayRunner({
  REPLAY_RUNNERS,
}: Pick<Env, "REPLAY_RUNNERS">): DurableObjectStub<ReplayRunner> {
  return REPLAY_RUNNERS.getByName("message-events");
}
