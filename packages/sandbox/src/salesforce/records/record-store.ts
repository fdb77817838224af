import type { StoreState } from "../api/salesforce-state.ts";
import type { ObjectType } from "../schema/object-type.ts";
import type { Schema } from "../schema/schema.ts";
import { makeRecordId } from "./record-id.ts";
import type { FieldValue, SObjectRecord } from "./sobject-record.ts";

/** Standard fields that are looked up by value so often that a scan would be slow. */
const INDEXED_STANDARD_FIELDS = new Set(["Email", "PersonEmail"]);

/** The records of an organisation, with those in the recycle bin. Callers check values before they store them. */
export class RecordStore {
  readonly #schema: Schema;
  readonly #organizationNumber: number;
  #records = new Map<ObjectType, Map<string, SObjectRecord>>();
  #index = new Map<string, Set<string>>();
  #count = 0;
  #undo: (() => void)[] | null = null;

  constructor(schema: Schema, organizationNumber: number) {
    this.#schema = schema;
    this.#organizationNumber = organizationNumber;
  }

  makeId(prefix: string): string {
    this.#count += 1;
    return makeRecordId(prefix, this.#organizationNumber, this.#count);
  }

  /** @param id 18 characters */
  find(type: ObjectType, id: string): SObjectRecord | undefined {
    return this.#records.get(type)?.get(id);
  }

  list(type: ObjectType): SObjectRecord[] {
    return [...(this.#records.get(type)?.values() ?? [])];
  }

  /** The records with this value in an indexed field, in whatever case; deleted ones too. */
  findByValue(type: ObjectType, field: string, value: FieldValue): SObjectRecord[] {
    const ids = this.#index.get(indexKey(type, field, value)) ?? [];
    return [...ids].flatMap((id) => this.find(type, id) ?? []);
  }

  /** Stores a record in place of the one with the same id. */
  put(record: SObjectRecord): SObjectRecord {
    const records = this.#records.get(record.type) ?? new Map<string, SObjectRecord>();
    this.#records.set(record.type, records);
    const before = records.get(record.id);
    if (before) this.#removeFromIndex(before);
    records.set(record.id, record);
    this.#addToIndex(record);
    this.#undo?.push(() => (before ? this.put(before) : this.purge(record)));
    return record;
  }

  /** Removes a record without a trace. */
  purge(record: SObjectRecord): void {
    this.#removeFromIndex(record);
    this.#records.get(record.type)?.delete(record.id);
  }

  /** Undoes the changes of `write` when it returns false or throws. */
  rollBackUnless(write: () => boolean): void {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    let isKept = false;
    try {
      isKept = write();
    } finally {
      this.#undo = null;
      if (!isKept) for (const step of undo.reverse()) step();
    }
  }

  export(): StoreState {
    return { count: this.#count, records: [...this.#records.values()].flatMap((each) => [...each.values()]) };
  }

  import(state: StoreState): void {
    this.#count = state.count;
    this.#records.clear();
    this.#index.clear();
    for (const record of state.records) this.put(record);
  }

  #addToIndex(record: SObjectRecord): void {
    for (const key of this.#keysOf(record)) {
      this.#index.set(key, (this.#index.get(key) ?? new Set()).add(record.id));
    }
  }

  #removeFromIndex(record: SObjectRecord): void {
    for (const key of this.#keysOf(record)) this.#index.get(key)?.delete(record.id);
  }

  #keysOf({ type, values }: SObjectRecord): string[] {
    return Object.entries(values).flatMap(([name, value]) => {
      if (value === null) return [];
      const field = this.#schema.find(type, name);
      const isIndexed = field?.unique || field?.externalId || INDEXED_STANDARD_FIELDS.has(name);
      return isIndexed ? [indexKey(type, name, value)] : [];
    });
  }
}

function indexKey(type: ObjectType, field: string, value: FieldValue): string {
  return JSON.stringify([type, field, String(value).toLowerCase()]);
}
