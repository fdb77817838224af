import type { SetupReport } from "./crm-adapter.ts";
import type { SyncStatus } from "./sync-state.ts";

/** Names one integration. */
export interface IntegrationRef {
  tenantId: string;
  integrationId: string;
}

/**
 * An expected failure. It is returned and not thrown, since an error that crosses between two Workers loses its
 * class.
 */
export interface SyncRefusal {
  ok: false;
  /** For programs, in snake_case. */
  code: string;
  /** For people. It never holds a person's data or a token. */
  message: string;
}

export type SyncAnswer = { ok: true } | SyncRefusal;

/** The state of an integration's sync. Times are ISO 8601, UTC. */
export interface IntegrationStatus {
  syncStatus: SyncStatus;
  /** Whether a pass is under way. */
  isRunning: boolean;
  /** When the next pass begins. Null where it begins at the cron's next run that finds something to do. */
  nextPassAt: string | null;
  /** No pass begins before this time. Null where nothing holds the sync up. */
  heldUntil: string | null;
  /** The cause: a limit of the CRM, or a failure that is given time to pass. */
  heldBy: "limit" | "failure" | null;
}

/**
 * The methods that the sync Worker offers to other Workers by RPC. An expected failure is returned as a
 * `SyncRefusal`. A method throws on all others.
 */
export interface SyncService {
  status(ref: IntegrationRef): Promise<({ ok: true } & IntegrationStatus) | SyncRefusal>;
  /** Asks for a pass as soon as one may begin. */
  requestSync(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Ends the pass that is under way at its next page. No pass begins until `resume`. */
  pause(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Lets passes begin again. Refused where the integration is not paused. */
  resume(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Brings every customer to the CRM again. */
  resync(ref: IntegrationRef): Promise<SyncAnswer>;
  /**
   * Checks the access to the CRM, and creates missing properties in the CRM, where that is permitted. Once
   * nothing is missing, an integration that failed or had no access syncs again.
   */
  setUp(ref: IntegrationRef): Promise<{ ok: true; report: SetupReport } | SyncRefusal>;
  /**
   * Makes the address of the CRM's page on which a person grants access.
   *
   * @param origin the origin of the request. The person is led back to it if no public origin is configured.
   */
  authorize(ref: IntegrationRef, origin: string): Promise<{ ok: true; url: string } | SyncRefusal>;
}
