import type { SetupReport } from "./crm-adapter.ts";
import type { SyncStatus } from "./sync-state.ts";

/** Names one integration. */
export interface IntegrationRef {
  tenantId: string;
  integrationId: string;
}

/** An expected failure: an error that crosses between two Workers would lose its class. */
export interface SyncRefusal {
  ok: false;
  /** For programs, in snake_case. */
  code: string;
  /** For people; never a person's data or a token. */
  message: string;
}

export type SyncAnswer = { ok: true } | SyncRefusal;

/** Where an integration's sync stands. Times are ISO 8601, UTC. */
export interface IntegrationStatus {
  syncStatus: SyncStatus;
  /** A pass is under way. */
  isRunning: boolean;
  /** Null: at the cron's next tick, once there is something to do. */
  nextPassAt: string | null;
  /** Nothing before then; null where nothing is waited for. */
  heldUntil: string | null;
  /** A limit that the CRM has set, or a failure that is given time to pass. */
  heldBy: "limit" | "failure" | null;
}

/** What the sync Worker does for others, over RPC. A method throws only where it does not know what is wrong. */
export interface SyncService {
  status(ref: IntegrationRef): Promise<({ ok: true } & IntegrationStatus) | SyncRefusal>;
  /** Begins a pass as soon as there may be one. */
  requestSync(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Ends the pass under way at its next page; there is none until `resume`. */
  pause(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Refused where it is not paused. */
  resume(ref: IntegrationRef): Promise<SyncAnswer>;
  /** Brings every customer to the CRM again. */
  resync(ref: IntegrationRef): Promise<SyncAnswer>;
  /**
   * Reaches the CRM, and creates there what is missing and permitted. Where nothing is missing any more, what
   * failed or waited for access goes on.
   */
  setUp(ref: IntegrationRef): Promise<{ ok: true; report: SetupReport } | SyncRefusal>;
  /**
   * Where a person grants access.
   *
   * @param origin of the request for it: where the person is led back to if no public origin is set
   */
  authorize(ref: IntegrationRef, origin: string): Promise<{ ok: true; url: string } | SyncRefusal>;
}
