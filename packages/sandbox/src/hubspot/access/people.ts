import type { CrmRecord } from "../objects/crm-record.ts";
import { ObjectType } from "../objects/object-type.ts";
import type { Portal } from "./portal.ts";

/** A record with its associations, for assertions. */
export interface SandboxRecord {
  id: string;
  type: ObjectType;
  properties: Record<string, string>;
  archived: boolean;
  /** Ids of associated records by their type; types without any are left out. */
  associations: Partial<Record<ObjectType, string[]>>;
}

/** Acts as people do in HubSpot itself, without tokens, limits and read-only properties. */
export class People {
  readonly #portal: Portal;

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  /**
   * @returns the new record's id
   * @throws Error for an unknown property, or a unique value that is taken
   */
  add(type: ObjectType, properties: Record<string, string>): string {
    this.#checkValues(type, properties);
    return this.#portal.store.create(type, properties).id;
  }

  /** @throws Error as `add` does, and for an unknown record */
  edit(id: string, properties: Record<string, string>): void {
    const record = this.#getLive(id);
    this.#checkValues(record.type, { ...record.properties, ...properties }, id);
    this.#portal.store.update(record, properties);
  }

  /** @throws Error for an unknown record */
  remove(id: string): void {
    this.#portal.store.archive(this.#getLive(id));
  }

  /**
   * Merges the second contact into the first.
   *
   * @returns the id of the new record that both have become
   * @throws Error unless the ids are of two contacts
   */
  merge(primaryId: string, secondaryId: string): string {
    const [primary, secondary] = [this.#getLive(primaryId), this.#getLive(secondaryId)];
    if (primary.type !== "contacts" || secondary.type !== "contacts" || primary.id === secondary.id) {
      throw new Error("only two different contacts can be merged");
    }
    return this.#portal.store.merge(primary, secondary).id;
  }

  /** Lists the records of a type with the archived ones, but without those that were merged away. */
  listRecords(type: ObjectType): SandboxRecord[] {
    const { store } = this.#portal;
    return store
      .listRecords(type)
      .filter(({ id }) => !store.isMergedAway(id))
      .map((record) => ({
        id: record.id,
        type,
        properties: { ...record.properties },
        archived: record.archivedAt !== null,
        associations: Object.fromEntries(
          ObjectType.options
            .map((toType) => [toType, store.associations.listTargets(record, toType)] as const)
            .filter(([, ids]) => ids.length > 0),
        ),
      }));
  }

  #getLive(id: string): CrmRecord {
    const { store } = this.#portal;
    const record = ObjectType.options.map((type) => store.findLive(type, id)).find(Boolean);
    if (!record) throw new Error(`there is no record ${id}`);
    return record;
  }

  #checkValues(type: ObjectType, properties: Record<string, string>, ownId?: string): void {
    const { store, catalog } = this.#portal;
    const unknown = Object.keys(properties).find((name) => !catalog.find(type, name));
    if (unknown !== undefined) throw new Error(`${type} have no property ${unknown}`);
    for (const unique of store.listUniqueValues(type, properties)) {
      const holder = store.findHolder(type, unique);
      if (holder && holder.id !== ownId) throw new Error(`${unique.name} is taken by ${holder.id}`);
    }
  }
}
