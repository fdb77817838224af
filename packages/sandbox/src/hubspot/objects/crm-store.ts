import type { CrmState } from "../api/hubspot-state.ts";
import { AssociationStore } from "../associations/association-store.ts";
import type { PropertyCatalog } from "../properties/property-catalog.ts";
import { type CrmRecord, listEmails, type RecordVersion, withCalculated } from "./crm-record.ts";
import type { ObjectType } from "./object-type.ts";

/** Far from 1, so that tests do not mistake an id for a count or an index. */
const FIRST_ID = 1001;

/** A value that one live record of a type may have. */
export interface UniqueValue {
  name: string;
  value: string;
}

interface CrmStoreDependencies {
  catalog: PropertyCatalog;
  now: () => number;
  /** How long the search index may be behind. */
  searchLagMs: number;
}

/** The records of a portal, their unique values, merges and associations. Callers check values before they store them. */
export class CrmStore {
  readonly associations = new AssociationStore();
  readonly blockedEmails = new Set<string>();
  readonly #dependencies: CrmStoreDependencies;
  #records = new Map<string, CrmRecord>();
  #merged = new Map<string, string>();
  #holders = new Map<string, string>();
  #nextId = FIRST_ID;

  constructor(dependencies: CrmStoreDependencies) {
    this.#dependencies = dependencies;
  }

  /** The live record of exactly this id. */
  findLive(type: ObjectType, id: string): CrmRecord | undefined {
    const record = this.findAny(type, id);
    return record?.archivedAt === null ? record : undefined;
  }

  /** The record of exactly this id, archived or not. */
  findAny(type: ObjectType, id: string): CrmRecord | undefined {
    const record = this.#records.get(id);
    return record?.type === type ? record : undefined;
  }

  /** Finds the live record of an id, or the one into which it was merged. */
  findSurvivor(type: ObjectType, id: string): CrmRecord | undefined {
    const next = this.#merged.get(id);
    return next === undefined ? this.findLive(type, id) : this.findSurvivor(type, next);
  }

  isMergedAway(id: string): boolean {
    return this.#merged.has(id);
  }

  /** The live record that holds a unique value; additional e-mail addresses count as `email`. */
  findHolder(type: ObjectType, { name, value }: UniqueValue): CrmRecord | undefined {
    const id = this.#holders.get(holderKey(type, name, value));
    return id === undefined ? undefined : this.#records.get(id);
  }

  listUniqueValues(type: ObjectType, properties: Record<string, string>): UniqueValue[] {
    return this.#dependencies.catalog.uniqueNames(type).flatMap((name) => {
      const values = name === "email" ? listEmails(properties) : [properties[name] ?? ""];
      return values.filter((value) => value !== "").map((value) => ({ name, value }));
    });
  }

  listRecords(type: ObjectType): CrmRecord[] {
    return [...this.#records.values()].filter((record) => record.type === type);
  }

  /** The records as the search index shows them: each as it was when the index last saw it. */
  listIndexed(type: ObjectType): CrmRecord[] {
    const seenUntil = this.#dependencies.now() - this.#dependencies.searchLagMs;
    return this.listRecords(type).flatMap((record) => {
      const seen = record.versions.findLast(({ writtenAt }) => writtenAt <= seenUntil);
      return seen && !seen.archived ? [{ ...record, properties: seen.properties, archivedAt: null }] : [];
    });
  }

  create(type: ObjectType, properties: Record<string, string>): CrmRecord {
    const now = this.#dependencies.now();
    return this.#write({
      id: String(this.#nextId++),
      type,
      properties,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
      versions: [],
    });
  }

  /** Changes the stored record and not the given one, because two inputs of a batch may name the same record. */
  update({ id }: CrmRecord, changes: Record<string, string>): CrmRecord {
    const record = this.#records.get(id);
    if (!record) throw new Error(`there is no record ${id}`);
    return this.#write({
      ...record,
      properties: { ...record.properties, ...changes },
      updatedAt: this.#dependencies.now(),
    });
  }

  archive(record: CrmRecord): CrmRecord {
    const now = this.#dependencies.now();
    return this.#write({ ...record, updatedAt: now, archivedAt: now });
  }

  /** Removes a record without a trace, together with the records that were merged into it. */
  purge(record: CrmRecord): void {
    const sources = [...this.#merged].filter(([, survivorId]) => survivorId === record.id);
    for (const [sourceId] of sources) {
      const source = this.#records.get(sourceId);
      if (source) this.purge(source);
      this.#merged.delete(sourceId);
    }
    this.#releaseUniqueValues(record);
    this.associations.remove(record);
    this.#records.delete(record.id);
  }

  /** Makes one new record of two, to which their ids lead from then on. The values of the first win. */
  merge(primary: CrmRecord, secondary: CrmRecord): CrmRecord {
    const [email = "", ...additional] = [
      ...new Set([...listEmails(primary.properties), ...listEmails(secondary.properties)]),
    ];
    this.archive(primary);
    this.archive(secondary);
    const survivor = this.create(primary.type, {
      ...secondary.properties,
      ...primary.properties,
      email,
      hs_additional_emails: additional.join(";"),
      hs_merged_object_ids: `${primary.id};${secondary.id}`,
    });
    for (const { id, type } of [primary, secondary]) {
      this.#merged.set(id, survivor.id);
      this.associations.move({ id, type }, survivor);
    }
    return survivor;
  }

  export(): CrmState {
    return {
      nextId: this.#nextId,
      records: [...this.#records.values()],
      merged: Object.fromEntries(this.#merged),
      associations: this.associations.export(),
      blockedEmails: [...this.blockedEmails],
    };
  }

  import(state: CrmState): void {
    this.#nextId = state.nextId;
    this.#merged = new Map(Object.entries(state.merged));
    this.#records = new Map(state.records.map((record) => [record.id, record]));
    this.#holders.clear();
    for (const record of state.records) this.#holdUniqueValues(record);
    this.associations.import(state.associations);
    this.blockedEmails.clear();
    for (const email of state.blockedEmails) this.blockedEmails.add(email);
  }

  #write(draft: CrmRecord): CrmRecord {
    const before = this.#records.get(draft.id);
    if (before) this.#releaseUniqueValues(before);
    const properties = withCalculated(draft);
    const version = { writtenAt: draft.updatedAt, properties, archived: draft.archivedAt !== null };
    const record = { ...draft, properties, versions: this.#keepVersions([...draft.versions, version]) };
    this.#records.set(record.id, record);
    this.#holdUniqueValues(record);
    return record;
  }

  /** Drops the versions before the newest one that the index has seen, because no search can show them any more. */
  #keepVersions(versions: RecordVersion[]): RecordVersion[] {
    const seenUntil = this.#dependencies.now() - this.#dependencies.searchLagMs;
    const newestSeen = versions.findLastIndex(({ writtenAt }) => writtenAt <= seenUntil);
    return versions.slice(Math.max(newestSeen, 0));
  }

  #holdUniqueValues(record: CrmRecord): void {
    if (record.archivedAt !== null) return;
    for (const { name, value } of this.listUniqueValues(record.type, record.properties)) {
      this.#holders.set(holderKey(record.type, name, value), record.id);
    }
  }

  #releaseUniqueValues(record: CrmRecord): void {
    for (const { name, value } of this.listUniqueValues(record.type, record.properties)) {
      const key = holderKey(record.type, name, value);
      if (this.#holders.get(key) === record.id) this.#holders.delete(key);
    }
  }
}

function holderKey(type: ObjectType, name: string, value: string): string {
  return JSON.stringify([type, name, name === "email" ? value.toLowerCase() : value]);
}
