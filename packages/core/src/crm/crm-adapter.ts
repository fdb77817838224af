/** A customer in the form that goes to a CRM. Times are ISO 8601, UTC. */
export interface CrmCustomer {
  id: string;
  /** Null where the name is unknown. The placeholder name is never sent to a CRM. */
  firstName: string | null;
  lastName: string | null;
  /** E.164 where the number could be read, else as it was written. */
  phone: string | null;
  email: string | null;
  segment: string | null;
  tags: string[];
  preferredChannel: string | null;
  totalOrders: number;
  totalRevenue: number;
  currency: string | null;
  createdAt: string | null;
  lastContactAt: string | null;
  lastOrderAt: string | null;
  address: string | null;
  city: string | null;
  postalCode: string | null;
  country: string | null;
  /** Whether the person wants no messages any more. */
  optedOut: boolean;
}

/** A customer to bring to the CRM. */
export interface ContactPush {
  customer: CrmCustomer;
  /** The id of the record that the customer is mapped to. Null where there is none yet. */
  externalId: string | null;
  /** The `memo` of the customer's last `synced` outcome, from the mapping's metadata. Null where there is none. */
  memo: string | null;
  /** The stage of the record in the CRM, as it was last read or written. Null where it is not known. */
  lifecycle: string | null;
}

/** The outcome of one customer. Every input has exactly one outcome. */
export type ContactOutcome = { prospectId: string } & (
  | {
      kind: "synced";
      externalId: string;
      how: "updated" | "created" | "adopted" | "found" | "merged" | "converted";
      /** Says to people which fields were left out or cut to fit. It never holds a value. */
      warnings: string[];
      /**
       * The adapter's own notes for the next push of this customer: where the record came from, and digests of the
       * values that were sent. The engine stores it in the mapping's metadata and passes it back unchanged.
       */
      memo: string;
      /** The stage of the record, where this push read or wrote it. */
      lifecycle?: string;
    }
  /**
   * A person has to decide: several records match, or the record that matches belongs to another customer.
   * `externalId` is the customer's own record, where it has one, and never the other customer's.
   */
  | { kind: "conflict"; externalId: string | null; reason: string }
  /** A person deleted the record in the CRM. It is not created again. */
  | { kind: "remote_deleted"; reason: string }
  /** The CRM refuses this record until the customer or the CRM's settings change. */
  | { kind: "blocked"; reason: string }
  /** The push failed this time, and may succeed later. */
  | { kind: "error"; reason: string }
);

/** An activity or a note of a customer that has a record in the CRM. */
export interface ActivityPush {
  id: string;
  kind: "sms" | "whatsapp" | "call" | "email" | "note";
  direction: "incoming" | "outgoing";
  text: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  prospectId: string;
  contactExternalId: string;
  /**
   * Whether an earlier call may have created it: that call was begun, and its answer was not seen. The adapter has to
   * look for it first.
   */
  intended: boolean;
}

/** The outcome of one activity. Every input has exactly one outcome. */
export type ActivityOutcome = { activityId: string } & (
  | { kind: "synced"; externalId: string }
  /** The activity may or may not be in the CRM already. An operator decides. */
  | { kind: "unknown"; reason: string }
  | { kind: "blocked"; reason: string }
  | { kind: "error"; reason: string }
);

/** A note that was changed or deleted in D1 after it was brought to the CRM. */
export interface NoteRevision {
  /** The activity's id: `note:` and the note's id. */
  id: string;
  externalId: string;
  /** The present text. Null where the note was deleted in D1. */
  text: string | null;
}

/** The outcome of one revised note. Every input has exactly one outcome. */
export type NoteOutcome = { activityId: string } & (
  | { kind: "synced" }
  /** The note is not in the CRM any more: this call took it away, or a person did. It is not created again. */
  | { kind: "gone" }
  | { kind: "blocked"; reason: string }
  | { kind: "error"; reason: string }
);

/** The record of a customer that was deleted in D1. */
export interface ContactDeletion {
  prospectId: string;
  /**
   * The id of the record. Null where none is known. Then the record with our id in its unique property is meant, if
   * there is one, since the answer to its creation may have been lost.
   */
  externalId: string | null;
}

/** The outcome of one deletion. Every input has exactly one outcome. */
export type DeletionOutcome = { prospectId: string } & (
  | { kind: "deleted" }
  | { kind: "error"; reason: string }
);

/**
 * Brings many customers at once by a job that the CRM works on by itself. The engine opens a job, stores its id, sends
 * the page, and asks for the results from time to time, with the same page each time. It may repeat each step,
 * whatever happened to the first try. The methods throw as those of `CrmAdapter` do.
 */
export interface BulkLoad {
  /** A job is worth its calls only for more customers than this. */
  readonly minSize: number;
  /** The number of customers that one job takes. */
  readonly pageSize: number;
  /** Creates an empty job, and returns its id. */
  open(): Promise<string>;
  /**
   * Updates the records of customers that the CRM has already, and adds the other customers to the job. A job that
   * has got its customers before is left as it is.
   *
   * @returns the outcomes of the customers that are not in the job
   */
  send(jobId: string, page: readonly ContactPush[]): Promise<ContactOutcome[]>;
  /**
   * Asks for the results of the job.
   *
   * @returns null while the job is under way. Afterwards the outcomes of all customers of the job, also of those
   *   that are not in the page any more. A customer of the page without an outcome was not in the job, or the job
   *   did not reach it.
   */
  collect(jobId: string, page: readonly ContactPush[]): Promise<ContactOutcome[] | null>;
}

/** The state of a record, as the CRM reports it. */
export interface RemoteContact {
  /** The id that was asked for, or the id of the record that changed. */
  askedId: string;
  /** The record's present id, which is another one after a merge. Null where the record is deleted. */
  externalId: string | null;
  /** The value of our unique property on the record: the id of our customer. */
  prospectId: string | null;
  ownerId: string | null;
  lifecycle: string | null;
  optedOut: boolean;
  /** ISO 8601, UTC. The changes are ordered by this time and the id. */
  modifiedAt: string;
}

/** A position in the changes of a CRM: the next change is strictly after this one. */
export interface RemoteCursor {
  modifiedAt: string;
  externalId: string;
}

/**
 * The result of a set-up. `missing` says in plain words what an administrator has to do in the CRM before a sync can
 * run.
 */
export interface SetupReport {
  ready: boolean;
  created: string[];
  missing: { kind: "scope" | "object" | "property"; name: string; remedy: string }[];
  /** Facts that were found out about this CRM, to be merged into the integration's settings. */
  learned: Record<string, boolean | string>;
}

/**
 * A CRM, as the sync engine sees it. A method throws only where the whole call failed: `RetryAfterError` (a limit was
 * reached, and no call may follow before its time is up), `AuthorizationError` (a person has to authorise again) or
 * `TransientError` (a failure that may pass). A failure of one record is that record's outcome. Every method may be
 * called again with the same input, whatever happened to the first call. `pushActivities` throws the first two only
 * where nothing of the page was created.
 */
export interface CrmAdapter {
  readonly system: string;
  /** The number of customers that one call to the CRM takes. */
  readonly contactPageSize: number;
  /** The number of activities that one call to the CRM takes. */
  readonly activityPageSize: number;
  /**
   * Whether activities have no unique key in the CRM. Then the engine stores the intent to create one before the
   * call.
   */
  readonly activitiesNeedIntent: boolean;

  pushContacts(page: readonly ContactPush[]): Promise<ContactOutcome[]>;
  pushActivities(page: readonly ActivityPush[]): Promise<ActivityOutcome[]>;
  reviseNotes(page: readonly NoteRevision[]): Promise<NoteOutcome[]>;
  /** `archive` may be undone in the CRM. `erase` leaves nothing behind, where the CRM can do that. */
  deleteContacts(page: readonly ContactDeletion[], mode: "archive" | "erase"): Promise<DeletionOutcome[]>;
  /** Reads records for the reconcile. Returns one entry for each id, in any order. */
  readContacts(externalIds: readonly string[]): Promise<RemoteContact[]>;
  /**
   * Lists records that changed after the cursor, the oldest change first, without the changes that this pipeline
   * made. `next` is the cursor to go on from. It is null when there are no more changes.
   */
  listRemoteChanges(
    after: RemoteCursor | null,
  ): Promise<{ contacts: RemoteContact[]; next: RemoteCursor | null; hasMore: boolean }>;
  /** Null where the CRM has no such jobs. */
  readonly bulk: BulkLoad | null;
  /** Looks for the properties that the sync needs, and creates the missing ones where that is permitted. */
  setUp(): Promise<SetupReport>;
}
