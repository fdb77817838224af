import {
  type ActivityOutcome,
  type ActivityPush,
  type BulkLoad,
  type ContactDeletion,
  type ContactOutcome,
  type ContactPush,
  type CrmAdapter,
  type CrmCustomer,
  type DeletionOutcome,
  type NoteOutcome,
  type NoteRevision,
  type RemoteContact,
  type RemoteCursor,
  TransientError,
} from "@coccinelle/core";

interface FakeRecord {
  id: string;
  /** Our unique property. */
  prospectId: string | null;
  fields: Partial<CrmCustomer>;
  optedOut: boolean;
  ownerId: string | null;
  modifiedAt: string;
  deletedBy: "us" | "person" | null;
  mergedInto: string | null;
}

interface FakeActivity {
  externalId: string;
  contactId: string;
  key: string;
  text: string;
}

/** A job, with the customers that it was sent and their outcomes. */
interface FakeJob {
  pushes: ContactPush[] | null;
  /** How often the job will still say that it is under way. */
  looksLeft: number;
  outcomes: ContactOutcome[] | null;
}

/** A call to the CRM, with the size of its page. */
export interface FakeCall {
  method: string;
  size: number;
}

/** The CRM refuses a customer with the first last name, and fails on a page that holds one with the second. */
export const REFUSED = "Refused";
export const POISON = "Poison";

/**
 * A CRM in memory that keeps its own unique keys, follows merges and forgets nothing. It differs from the real ones
 * in one thing: where activities have no key, a doubtful one is still found without fail.
 */
export class FakeCrm implements CrmAdapter {
  readonly system = "hubspot";
  readonly contactPageSize = 3;
  readonly activityPageSize = 3;
  readonly activitiesNeedIntent: boolean;
  readonly records = new Map<string, FakeRecord>();
  readonly activities: FakeActivity[] = [];
  readonly calls: FakeCall[] = [];
  readonly bulk: BulkLoad | null;
  readonly jobs = new Map<string, FakeJob>();
  /** How many looks at a job find it under way. */
  bulkLooks = 2;
  #ids = 0;
  #changes = 0;

  constructor({ activitiesNeedIntent = false, bulk = false } = {}) {
    this.activitiesNeedIntent = activitiesNeedIntent;
    this.bulk = bulk ? this.#createBulk() : null;
  }

  async pushContacts(page: readonly ContactPush[]): Promise<ContactOutcome[]> {
    this.#called("pushContacts", page);
    if (page.some(({ customer }) => customer.lastName === POISON)) {
      throw new TransientError("the CRM failed on this page");
    }
    return page.map((push) => this.#push(push));
  }

  async pushActivities(page: readonly ActivityPush[]): Promise<ActivityOutcome[]> {
    this.#called("pushActivities", page);
    return page.map(({ id, intended, contactExternalId, text }) => {
      const known = this.activities.find(({ key }) => key === id);
      if (known && (intended || !this.activitiesNeedIntent)) {
        // An activity with a key is written again. An activity that is looked for is only found.
        if (!this.activitiesNeedIntent) known.text = text;
        return { activityId: id, kind: "synced", externalId: known.externalId };
      }
      if (intended) return { activityId: id, kind: "unknown", reason: "it was not found" };
      const externalId = this.#newId("activity");
      this.activities.push({ externalId, contactId: contactExternalId, key: id, text });
      return { activityId: id, kind: "synced", externalId };
    });
  }

  async reviseNotes(page: readonly NoteRevision[]): Promise<NoteOutcome[]> {
    this.#called("reviseNotes", page);
    return page.map(({ id: activityId, externalId, text }) => {
      const index = this.activities.findIndex((activity) => activity.externalId === externalId);
      const standing = this.activities[index];
      if (standing === undefined) return { activityId, kind: "gone" };
      if (text === null) {
        this.activities.splice(index, 1);
        return { activityId, kind: "gone" };
      }
      standing.text = text;
      return { activityId, kind: "synced" };
    });
  }

  async deleteContacts(
    page: readonly ContactDeletion[],
    _mode: Parameters<CrmAdapter["deleteContacts"]>[1],
  ): Promise<DeletionOutcome[]> {
    this.#called("deleteContacts", page);
    return page.map(({ prospectId, externalId }) => {
      const record =
        externalId === null
          ? this.liveRecords().find((one) => one.prospectId === prospectId)
          : this.records.get(externalId);
      if (record) record.deletedBy ??= "us";
      return { prospectId, kind: "deleted" };
    });
  }

  async readContacts(externalIds: readonly string[]): Promise<RemoteContact[]> {
    this.#called("readContacts", externalIds);
    return externalIds.map((id) => this.#tell(id));
  }

  /** Tells of a merge as a change of the record that is gone. */
  async listRemoteChanges(after: RemoteCursor | null) {
    this.#called("listRemoteChanges", []);
    const changed = [...this.records.values()]
      .filter(({ id, modifiedAt }) => isAfter({ modifiedAt, externalId: id }, after))
      .sort((a, b) => (a.modifiedAt + a.id < b.modifiedAt + b.id ? -1 : 1));
    const page = changed.slice(0, 2);
    const last = page.at(-1);
    return {
      contacts: page.map(({ id }) => this.#tell(id)),
      next: last ? { modifiedAt: last.modifiedAt, externalId: last.id } : null,
      hasMore: changed.length > page.length,
    };
  }

  async setUp() {
    return { ready: true, created: [], missing: [], learned: {} };
  }

  liveRecords(): FakeRecord[] {
    return [...this.records.values()].filter(
      ({ deletedBy, mergedInto }) => deletedBy === null && mergedInto === null,
    );
  }

  /** Makes a record as a person does in the CRM. */
  createByPerson(fields: Partial<CrmCustomer>, prospectId: string | null = null): FakeRecord {
    const record: FakeRecord = {
      id: this.#newId("contact"),
      prospectId,
      fields,
      optedOut: false,
      ownerId: null,
      modifiedAt: this.#now(),
      deletedBy: null,
      mergedInto: null,
    };
    this.records.set(record.id, record);
    return record;
  }

  changeByPerson(
    record: FakeRecord,
    change: Partial<Pick<FakeRecord, "optedOut" | "ownerId" | "deletedBy">>,
  ) {
    Object.assign(record, change, { modifiedAt: this.#now() });
  }

  /** Merges two records as a person does in the CRM. The survivor is a new record, with the first one's key. */
  mergeByPerson(first: FakeRecord, second: FakeRecord): FakeRecord {
    const survivor = this.createByPerson(first.fields, first.prospectId);
    for (const record of [first, second]) {
      Object.assign(record, { mergedInto: survivor.id, prospectId: null, modifiedAt: this.#now() });
    }
    survivor.optedOut = first.optedOut || second.optedOut;
    return survivor;
  }

  #push({ customer, externalId }: ContactPush): ContactOutcome {
    const prospectId = customer.id;
    if (customer.lastName === REFUSED) return { prospectId, kind: "blocked", reason: "a field is refused" };
    const mapped = externalId === null ? undefined : this.#follow(externalId);
    if (mapped?.deletedBy) return { prospectId, kind: "remote_deleted", reason: "it was deleted there" };
    const found = mapped ?? this.liveRecords().find((record) => record.prospectId === prospectId);
    if (found) {
      if (this.liveRecords().some((other) => other !== found && this.#hasEmail(other, customer.email))) {
        const reason = "its e-mail address is another record's";
        return { prospectId, kind: "conflict", externalId: found.id, reason };
      }
      const how = mapped === undefined ? "found" : mapped.id === externalId ? "updated" : "merged";
      return this.#write(found, customer, how);
    }
    const twin = this.liveRecords().find((record) => this.#hasEmail(record, customer.email));
    if (twin?.prospectId) {
      return { prospectId, kind: "conflict", externalId: null, reason: "its record is another customer's" };
    }
    return this.#write(twin ?? this.#create(), customer, twin ? "adopted" : "created");
  }

  /** A job writes its records when it is done. Of the records written meanwhile it knows only our unique key. */
  #createBulk(): BulkLoad {
    const job = (id: string): FakeJob => {
      const found = this.jobs.get(id);
      if (!found) throw new Error("there is no such job");
      return found;
    };
    return {
      minSize: 4,
      pageSize: 10,
      open: async () => {
        this.#called("bulk.open", []);
        const id = this.#newId("job");
        this.jobs.set(id, { pushes: null, looksLeft: this.bulkLooks, outcomes: null });
        return id;
      },
      send: async (id, page) => {
        this.#called("bulk.send", page);
        const { pushes } = job(id);
        const isUnknown = ({ customer, externalId }: ContactPush) =>
          externalId === null &&
          !this.liveRecords().some(
            (record) => record.prospectId === customer.id || this.#hasEmail(record, customer.email),
          );
        const handed = pushes ?? page.filter(isUnknown);
        job(id).pushes = handed;
        const inJob = new Set(handed.map(({ customer }) => customer.id));
        return page.filter(({ customer }) => !inJob.has(customer.id)).map((push) => this.#push(push));
      },
      collect: async (id, page) => {
        this.#called("bulk.collect", page);
        const found = job(id);
        found.looksLeft -= 1;
        if (found.looksLeft >= 0) return null;
        found.outcomes ??= (found.pushes ?? []).flatMap((push) =>
          push.customer.lastName === POISON ? [] : [this.#push({ ...push, externalId: null })],
        );
        return found.outcomes;
      },
    };
  }

  #hasEmail({ fields }: FakeRecord, email: string | null): boolean {
    return email !== null && fields.email === email;
  }

  #create(): FakeRecord {
    return this.createByPerson({});
  }

  #write(
    record: FakeRecord,
    customer: CrmCustomer,
    how: "updated" | "created" | "adopted" | "found" | "merged",
  ): ContactOutcome {
    for (const other of this.liveRecords()) {
      if (other !== record && other.prospectId === customer.id) throw new Error("the key is taken");
    }
    record.prospectId = customer.id;
    record.fields = customer;
    record.optedOut ||= customer.optedOut;
    return {
      prospectId: customer.id,
      kind: "synced",
      externalId: record.id,
      how,
      warnings: [],
      memo: "memo",
    };
  }

  #follow(id: string): FakeRecord | undefined {
    const record = this.records.get(id);
    return record?.mergedInto ? this.#follow(record.mergedInto) : record;
  }

  #tell(askedId: string): RemoteContact {
    const record = this.#follow(askedId);
    return {
      askedId,
      externalId: record && record.deletedBy === null ? record.id : null,
      prospectId: record?.prospectId ?? null,
      ownerId: record?.ownerId ?? null,
      lifecycle: null,
      optedOut: record?.optedOut ?? false,
      modifiedAt: this.records.get(askedId)?.modifiedAt ?? "",
    };
  }

  #called(method: string, page: readonly unknown[]) {
    this.calls.push({ method, size: page.length });
  }

  #newId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${String(this.#ids).padStart(5, "0")}`;
  }

  /** A time later than any cursor that an integration begins with. */
  #now(): string {
    this.#changes += 1;
    return new Date(Date.UTC(2100, 0, 1) + this.#changes).toISOString();
  }
}

function isAfter(change: RemoteCursor, cursor: RemoteCursor | null): boolean {
  if (cursor === null) return true;
  return change.modifiedAt === cursor.modifiedAt
    ? change.externalId > cursor.externalId
    : change.modifiedAt > cursor.modifiedAt;
}
