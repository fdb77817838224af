import {
  type ActivityOutcome,
  type ActivityPush,
  type ContactDeletion,
  type ContactOutcome,
  type ContactPush,
  type CrmAdapter,
  type CrmCustomer,
  type DeletionOutcome,
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
}

/** A call to the CRM, with what it takes. */
export interface FakeCall {
  method: string;
  size: number;
}

/** What the CRM does of itself with a customer of such a last name. */
export const REFUSED = "Refused";
export const POISON = "Poison";

/**
 * A CRM in memory that keeps its own unique keys, follows merges and forgets nothing. It is as honest
 * as the real ones, but for one thing: where activities have no key, one whose creation is in doubt is
 * looked for by what it says.
 */
export class FakeCrm implements CrmAdapter {
  readonly system = "hubspot";
  readonly contactPageSize = 3;
  readonly activityPageSize = 3;
  readonly activitiesNeedIntent: boolean;
  readonly records = new Map<string, FakeRecord>();
  readonly activities: FakeActivity[] = [];
  readonly calls: FakeCall[] = [];
  #ids = 0;
  #changes = 0;

  constructor({ activitiesNeedIntent = false } = {}) {
    this.activitiesNeedIntent = activitiesNeedIntent;
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
    return page.map(({ id, intended, contactExternalId }) => {
      const known = this.activities.find(({ key }) => key === id);
      if (known && (intended || !this.activitiesNeedIntent)) {
        return { activityId: id, kind: "synced", externalId: known.externalId };
      }
      if (intended) return { activityId: id, kind: "unknown", reason: "it was not found" };
      const externalId = this.#newId("activity");
      this.activities.push({ externalId, contactId: contactExternalId, key: id });
      return { activityId: id, kind: "synced", externalId };
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

  /** A merge is told as a change of the record that is gone. */
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

  /** What a person makes there. */
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

  /** The survivor is a record of its own, with the first one's key. */
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
      const how = mapped === undefined ? "found" : mapped.id === externalId ? "updated" : "merged";
      return this.#write(found, customer, how);
    }
    const twin = customer.email
      ? this.liveRecords().find(({ fields }) => fields.email === customer.email)
      : undefined;
    if (twin?.prospectId) {
      return { prospectId, kind: "conflict", externalId: null, reason: "its record is another customer's" };
    }
    return this.#write(twin ?? this.#create(), customer, twin ? "adopted" : "created");
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

  /** Later than any cursor that an integration begins with. */
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
