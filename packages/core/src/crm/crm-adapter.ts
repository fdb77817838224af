/** A customer as it goes to a CRM. Times are ISO 8601, UTC. */
export interface CrmCustomer {
  id: string;
  /** Null where it is unknown: a placeholder never leaves this system. */
  firstName: string | null;
  lastName: string | null;
  /** E.164, or as it was written where it cannot be read. */
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
  /** The person wants no messages any more. */
  optedOut: boolean;
}

/** A customer to bring to the CRM. */
export interface ContactPush {
  customer: CrmCustomer;
  /** The record that it is mapped to; null where it has none yet. */
  externalId: string | null;
  /** The `memo` of its last synced outcome, from its mapping's metadata; null where there is none. */
  memo: string | null;
  /** The stage of its record as it was last read or written; null where it is not known. */
  lifecycle: string | null;
}

/** What became of one customer. Every input has exactly one. */
export type ContactOutcome = { prospectId: string } & (
  | {
      kind: "synced";
      externalId: string;
      how: "updated" | "created" | "adopted" | "found" | "merged" | "converted";
      /** What was left out or cut to fit, for people; never a value. */
      warnings: string[];
      /**
       * What the adapter has to know at this customer's next push: where the record came from, and
       * digests of what was sent. Kept in the mapping's metadata as it is, and passed back.
       */
      memo: string;
      /** The record's stage, where this push has read or written it. */
      lifecycle?: string;
    }
  /**
   * Somebody has to decide: several records match, or the one that matches is another customer's.
   * `externalId` is the customer's own record, where it has one; never the other's.
   */
  | { kind: "conflict"; externalId: string | null; reason: string }
  /** A person deleted the record there; it is not made again. */
  | { kind: "remote_deleted"; reason: string }
  /** The CRM refuses this record until it, or the CRM's settings, change. */
  | { kind: "blocked"; reason: string }
  /** It failed this time. */
  | { kind: "error"; reason: string }
);

/** An activity or a note of a customer that has a record. */
export interface ActivityPush {
  id: string;
  kind: "sms" | "whatsapp" | "call" | "email" | "note";
  direction: "incoming" | "outgoing";
  text: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  prospectId: string;
  contactExternalId: string;
  /** A creation was begun before and its answer was not seen: look for it, never create it again blindly. */
  intended: boolean;
}

export type ActivityOutcome = { activityId: string } & (
  | { kind: "synced"; externalId: string }
  /** It may or may not stand there already; an operator decides. */
  | { kind: "unknown"; reason: string }
  | { kind: "blocked"; reason: string }
  | { kind: "error"; reason: string }
);

/** A note that changed here, or went, after it was brought to the CRM. */
export interface NoteRevision {
  /** The activity's id. */
  id: string;
  externalId: string;
  /** Null: it was deleted here. */
  text: string | null;
}

export type NoteOutcome = { activityId: string } & (
  | { kind: "synced" }
  /** It is not there any more: taken away now, or by a person before. It is not made again. */
  | { kind: "gone" }
  | { kind: "blocked"; reason: string }
  | { kind: "error"; reason: string }
);

export interface ContactDeletion {
  prospectId: string;
  /** Null where none is known: the record that carries our id, if there is one. Its creation's answer may have been lost. */
  externalId: string | null;
}

export type DeletionOutcome = { prospectId: string } & (
  | { kind: "deleted" }
  | { kind: "error"; reason: string }
);

/**
 * Brings many customers at once, by a job that the CRM works on by itself. A job is opened, its id is
 * stored, the page is sent, and from time to time its results are asked for; the same page each time.
 * Each step may be taken again whatever happened to the first try. Throws as `CrmAdapter` does.
 */
export interface BulkLoad {
  /** For fewer customers it is not worth a job. */
  readonly minSize: number;
  /** As many as one job takes. */
  readonly pageSize: number;
  /** Makes an empty job, and returns its id. */
  open(): Promise<string>;
  /**
   * Looks who stands there already and brings them up to date, and hands the others to the job. A job
   * that was handed its customers before is left as it is.
   *
   * @returns the outcomes of those who are not in the job
   */
  send(jobId: string, page: readonly ContactPush[]): Promise<ContactOutcome[]>;
  /**
   * @returns null while the job is under way; then the outcomes of all who were in it, also of those who are
   *   in the page no longer. One of the page with no outcome was not in the job, or not reached by it.
   */
  collect(jobId: string, page: readonly ContactPush[]): Promise<ContactOutcome[] | null>;
}

/** What the CRM says of one of its records. */
export interface RemoteContact {
  /** The id that was asked for, or that the change is of. */
  askedId: string;
  /** The record's own id, another one after a merge; null where it is deleted. */
  externalId: string | null;
  /** Our unique property on it. */
  prospectId: string | null;
  ownerId: string | null;
  lifecycle: string | null;
  optedOut: boolean;
  /** ISO 8601, UTC; orders the changes together with the id. */
  modifiedAt: string;
}

/** Strictly after this record's change. */
export interface RemoteCursor {
  modifiedAt: string;
  externalId: string;
}

/** What an administrator has to do in the CRM before a sync can run, in plain words. */
export interface SetupReport {
  ready: boolean;
  created: string[];
  missing: { kind: "scope" | "object" | "property"; name: string; remedy: string }[];
  /** What was found out about this CRM, to be merged into the integration's settings. */
  learned: Record<string, boolean | string>;
}

/**
 * A CRM, to the sync engine. Every method may throw for the whole call, and only for it:
 * `RetryAfterError` (a limit; nothing more before then), `AuthorizationError` (a person has to
 * authorise again), `TransientError` (anything that may pass). What concerns one record is its outcome.
 * Every method may be called again with the same input, whatever happened to the first call.
 * `pushActivities` throws the first two only where nothing of the page was created.
 */
export interface CrmAdapter {
  readonly system: string;
  /** As many as one call to the CRM takes. */
  readonly contactPageSize: number;
  readonly activityPageSize: number;
  /** Activities have no unique key there: the intent to create one has to be stored before the call. */
  readonly activitiesNeedIntent: boolean;

  pushContacts(page: readonly ContactPush[]): Promise<ContactOutcome[]>;
  pushActivities(page: readonly ActivityPush[]): Promise<ActivityOutcome[]>;
  reviseNotes(page: readonly NoteRevision[]): Promise<NoteOutcome[]>;
  /** `erase` leaves nothing behind where the CRM can do that; `archive` may be undone there. */
  deleteContacts(page: readonly ContactDeletion[], mode: "archive" | "erase"): Promise<DeletionOutcome[]>;
  /** For the reconcile: one entry for each id, in any order. */
  readContacts(externalIds: readonly string[]): Promise<RemoteContact[]>;
  /** Records changed after the cursor, oldest first, our own writes left out; the cursor to go on from, null when there is no more. */
  listRemoteChanges(
    after: RemoteCursor | null,
  ): Promise<{ contacts: RemoteContact[]; next: RemoteCursor | null; hasMore: boolean }>;
  /** Null where the CRM has no such jobs. */
  readonly bulk: BulkLoad | null;
  /** Looks, and creates what is missing and permitted. */
  setUp(): Promise<SetupReport>;
}
