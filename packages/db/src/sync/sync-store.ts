import type {
  ActivityPush,
  ActivityState,
  CrmCustomer,
  MappingMetadata,
  MappingStatus,
  NoteRevision,
  RemoteCursor,
  SyncStatus,
} from "@coccinelle/core";

/** A row of `crm_sync_mappings`: a customer's record in the CRM. */
export interface ContactMapping {
  prospectId: string;
  /** Null where there is none yet. */
  externalId: string | null;
  status: MappingStatus;
  metadata: MappingMetadata;
}

/** A customer to sync. */
export interface CustomerToSync {
  prospectId: string;
  /** Its place among the tenant's changes; 0 where it was not found through them. */
  seq: number;
  /** Its last change has been synced by a lane that goes before this one. */
  handled: boolean;
  /** As it is now; null where it was deleted here. */
  customer: CrmCustomer | null;
  mapping: ContactMapping | null;
  /** The customer that was mapped to the same record before. */
  sharedWith: string | null;
}

/** An activity to sync, and how often that failed. */
export interface SyncActivity extends ActivityPush {
  attempts: number;
}

/** A note to revise, whose it is, and how often that failed. */
export interface SyncRevision extends NoteRevision {
  prospectId: string;
  attempts: number;
}

/** Activities of changed customers that the CRM does not have. */
export interface ActivitiesPage {
  activities: SyncActivity[];
  /** How far the customers are complete with these; null where there were none to look at. */
  position: number | null;
  hasMore: boolean;
}

export interface MappingWrite extends ContactMapping {
  /** Null leaves it as it is. */
  lastSyncedAt: Date | null;
}

export interface ActivityWrite {
  activityId: string;
  prospectId: string;
  /** Null where there is none yet. */
  externalId: string | null;
  state: ActivityState;
  /**
   * Of a note: what the CRM was sent. Where the note says something else by now, or is gone, the state
   * becomes what is to be done about it.
   */
  sentText?: string | undefined;
  metadata: Pick<MappingMetadata, "reason" | "attempts" | "nextAttemptAt">;
}

/** A job that the CRM works on by itself. */
export interface BulkJob {
  id: string;
  /** Its customers: those of the load after this position, ... */
  after: number;
  /** ... up to this one. */
  until: number;
  /** Whether they are known to be in it. */
  isSent: boolean;
  /** How often it was looked at. */
  looks: number;
  /** How often that failed, in a row. */
  failures: number;
  /** When to see to it again. */
  lookAt: Date;
}

/** Where the lanes of an integration stand. What is left out of a write stays. */
export interface SyncCursors {
  optOutPosition: number;
  livePosition: number;
  liveActivitiesPosition: number;
  loadPosition: number;
  loadActivitiesPosition: number;
  /** While there is one, the load waits for it. */
  bulk: BulkJob | null;
  /** The last change in the CRM that was read back. */
  remote: RemoteCursor;
  /** When to look for more of them. */
  readBackAt: Date;
  reconcileAt: Date;
  /** The last record that the reconcile under way has compared; empty before the first. */
  reconcileAfter: string;
}

/** What a page came to: written in one transaction, with the cursor. */
export interface SyncCommit {
  mappings?: readonly MappingWrite[];
  /** Customers whose mappings go, with those of their activities. */
  forgotten?: readonly string[];
  activities?: readonly ActivityWrite[];
  /** Customers who opted out in the CRM. */
  optedOut?: readonly string[];
  /** Customers to bring to the CRM again, and with them whoever is mapped to the same records. */
  changed?: readonly string[];
  /** Whoever waits for a decision or for the CRM's settings is to be tried again. */
  retryUndecided?: boolean;
  cursors?: Partial<SyncCursors>;
}

/** How a pass ended. */
export interface PassEnd {
  status: SyncStatus;
  result: string;
  startedAt: Date;
  finishedAt: Date;
  /** Passes that failed as a whole, in a row. */
  failures: number;
  counts: Readonly<Record<string, number>>;
  /** What moved and is not written yet. */
  cursors?: Partial<SyncCursors>;
  /** In plain words. */
  error: string | null;
}

/** A lane of changed customers, in the order of their changes. */
export type ChangeLane = "opt_outs" | "live" | "load";

/**
 * What one pass of one integration reads and writes. Every method throws `PassStoppedError` once a
 * newer pass has begun; those that read also where the integration is not to be synced any more.
 */
export interface SyncStore {
  /** Takes the integration over. Null where it is paused, switched off, unknown or waits for an authorisation. */
  beginPass(): Promise<(SyncCursors & { failures: number }) | null>;
  /** The next customers of a lane. From then on each change to one of them is a change anew. */
  takeChanges(lane: ChangeLane, limit: number): Promise<CustomerToSync[]>;
  listDueCustomers(now: Date, limit: number): Promise<CustomerToSync[]>;
  listUnsentActivities(lane: "live" | "load", limit: number): Promise<ActivitiesPage>;
  listDueActivities(now: Date, limit: number): Promise<SyncActivity[]>;
  /** What is to be revised there. */
  listDueRevisions(now: Date, limit: number): Promise<SyncRevision[]>;
  /** As many customers of the load as a job takes; null where no more than `minSize` are left. */
  findBulkRange(minSize: number, pageSize: number): Promise<Pick<BulkJob, "after" | "until"> | null>;
  /** Those of a job's customers who have not changed since. */
  listLoad(range: Pick<BulkJob, "after" | "until">): Promise<CustomerToSync[]>;
  /** Customers by their ids, one for each, also where they are not here. */
  listCustomers(prospectIds: readonly string[]): Promise<CustomerToSync[]>;
  /** The mappings to any of these records, of customers that are here. */
  listMappings(externalIds: readonly string[]): Promise<ContactMapping[]>;
  /** Mappings of customers that are here, in the order of the records' ids. */
  listMappingsAfter(externalId: string, limit: number): Promise<ContactMapping[]>;
  /** When there is something to do again: at what failed, at a job, or at once for what changed meanwhile. */
  findNextAttempt(): Promise<Date | null>;
  commit(changes: SyncCommit): Promise<void>;
  endPass(end: PassEnd): Promise<void>;
}
