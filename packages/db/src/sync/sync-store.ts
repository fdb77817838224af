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
  /** The id of the record. Null where there is none yet. */
  externalId: string | null;
  status: MappingStatus;
  metadata: MappingMetadata;
}

/** A customer on the way to the CRM. */
export interface CustomerToSync {
  prospectId: string;
  /** Its place among the tenant's changes. 0 where it was not found by a change. */
  seq: number;
  /** Whether an earlier lane has brought its last change to the CRM already. */
  handled: boolean;
  /** The customer as it is in D1 now. Null where it was deleted there. */
  customer: CrmCustomer | null;
  mapping: ContactMapping | null;
  /** The id of the customer that was mapped to the same record before this one. Null where there is none. */
  sharedWith: string | null;
}

/** An activity on the way to the CRM, and how often that failed. */
export interface SyncActivity extends ActivityPush {
  attempts: number;
}

/** A note to revise in the CRM, its customer, and how often that failed. */
export interface SyncRevision extends NoteRevision {
  prospectId: string;
  attempts: number;
}

/** Activities of changed customers that are not in the CRM. */
export interface ActivitiesPage {
  activities: SyncActivity[];
  /**
   * With these activities every customer up to this position is complete. Null where there was no customer to look
   * at.
   */
  position: number | null;
  hasMore: boolean;
}

export interface MappingWrite extends ContactMapping {
  /** Null leaves the stored time as it is. */
  lastSyncedAt: Date | null;
}

export interface ActivityWrite {
  activityId: string;
  prospectId: string;
  /** The id of the activity in the CRM. Null where there is none yet. */
  externalId: string | null;
  state: ActivityState;
  /**
   * For a note: the text that was sent to the CRM. Where the note in D1 has another text by now, or is deleted, the
   * stored state becomes what is still to be done about it.
   */
  sentText?: string | undefined;
  metadata: Pick<MappingMetadata, "reason" | "attempts" | "nextAttemptAt">;
}

/** A job that the CRM works on by itself, and the part of the load that it brings. */
export interface BulkJob {
  id: string;
  /** The customers of the job come after this position of the load. */
  after: number;
  /** The last customer of the job has this position. */
  until: number;
  /** Whether all of these customers are known to be in the job. */
  isSent: boolean;
  /** How often the job was looked at. */
  looks: number;
  /** How often looking failed in a row. */
  failures: number;
  /** When to look at the job again. */
  lookAt: Date;
}

/** The positions of an integration's lanes. A write changes only the values that it names. */
export interface SyncCursors {
  optOutPosition: number;
  livePosition: number;
  liveActivitiesPosition: number;
  loadPosition: number;
  loadActivitiesPosition: number;
  /** The job that the CRM works on. While there is one, the load waits for it. */
  bulk: BulkJob | null;
  /** The last change that was read back from the CRM. */
  remote: RemoteCursor;
  /** When to read back again. */
  readBackAt: Date;
  /** When the next reconcile begins. */
  reconcileAt: Date;
  /** The last record that the present reconcile has compared. Empty before the first one. */
  reconcileAfter: string;
}

/** The results of a page. They are written in one transaction, with the cursors. */
export interface SyncCommit {
  mappings?: readonly MappingWrite[];
  /** Customers whose mappings are deleted, with the mappings of their activities. */
  forgotten?: readonly string[];
  activities?: readonly ActivityWrite[];
  /** Customers who opted out in the CRM. */
  optedOut?: readonly string[];
  /** Customers to bring to the CRM again. Customers that are mapped to the same records are brought again, too. */
  changed?: readonly string[];
  /** Whether to try again what waits for a decision or for other settings of the CRM. */
  retryUndecided?: boolean;
  cursors?: Partial<SyncCursors>;
}

/** How a pass ended. */
export interface PassEnd {
  status: SyncStatus;
  result: string;
  startedAt: Date;
  finishedAt: Date;
  /** The number of passes in a row that failed as a whole. */
  failures: number;
  counts: Readonly<Record<string, number>>;
  /** Cursors that moved and are not written yet. */
  cursors?: Partial<SyncCursors>;
  /** In plain words. Null where the pass did not fail. */
  error: string | null;
}

/** A lane of changed customers, in the order of their changes. */
export type ChangeLane = "opt_outs" | "live" | "load";

/**
 * The reads and writes of one pass of one integration. Every method throws `PassStoppedError` once a newer pass has
 * begun. The methods that read also throw it once the integration is paused, switched off or deleted.
 */
export interface SyncStore {
  /**
   * Begins the pass and ends every earlier one. Null where the integration is paused, switched off, unknown or waits
   * for an authorisation.
   */
  beginPass(): Promise<(SyncCursors & { failures: number }) | null>;
  /** Takes the next customers of a lane. A later change to one of them is a new change, which a lane finds again. */
  takeChanges(lane: ChangeLane, limit: number): Promise<CustomerToSync[]>;
  listDueCustomers(now: Date, limit: number): Promise<CustomerToSync[]>;
  listUnsentActivities(lane: "live" | "load", limit: number): Promise<ActivitiesPage>;
  listDueActivities(now: Date, limit: number): Promise<SyncActivity[]>;
  /** Notes that are to be revised in the CRM. */
  listDueRevisions(now: Date, limit: number): Promise<SyncRevision[]>;
  /** The range of the load's next `pageSize` customers. Null where no more than `minSize` are left. */
  findBulkRange(minSize: number, pageSize: number): Promise<Pick<BulkJob, "after" | "until"> | null>;
  /** The customers of a job that have not changed since the job was made. */
  listLoad(range: Pick<BulkJob, "after" | "until">): Promise<CustomerToSync[]>;
  /** One entry for each id, also where D1 has no such customer. */
  listCustomers(prospectIds: readonly string[]): Promise<CustomerToSync[]>;
  /** The mappings to any of these records, of customers that are in D1. */
  listMappings(externalIds: readonly string[]): Promise<ContactMapping[]>;
  /** Mappings of customers that are in D1, in the order of the records' ids. */
  listMappingsAfter(externalId: string, limit: number): Promise<ContactMapping[]>;
  /**
   * The time at which something is due next: what failed, a job, or a change that is due at once. Null where nothing
   * is.
   */
  findNextAttempt(): Promise<Date | null>;
  commit(changes: SyncCommit): Promise<void>;
  endPass(end: PassEnd): Promise<void>;
}
