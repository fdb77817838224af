import type { CrmRecord } from "../objects/crm-record.ts";
import { ObjectType } from "../objects/object-type.ts";
import type { Portal } from "./portal.ts";

/** A record with all that belongs to it, for assertions. */
export interface SandboxRecord {
  id: string;
  type: ObjectType;
  properties: Record<string, string>;
  archived: boolean;
  /** Ids of associated records by their type; types without any are left out. */
  associations: Partial<Record<ObjectType, string[]>>;
}

/** What people do in the CRM itself: no token, no limit, no read-only property stops them. */
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

  /** @throws Error as `add`, and for a record that is not there */
  edit(id: string, properties: Record<string, string>): void {
    const record = this.#getLive(id);
    this.#checkValues(record.type, { ...record.properties, ...properties }, id);
    this.#portal.store.update(record, properties);
  }

  /** @throws Error for a record that is not there */
  remove(id: string): void {
    this.#portal.store.archive(this.#getLive(id));
  }

  /**
   * Merges the second contact into the first.
   *
   * @returns the id of the new record that both have become
   * @throws Error unless both are contacts and there
   */
  merge(primaryId: string, secondaryId: string): string {
    const [primary, secondary] = [this.#getLive(primaryId), this.#getLive(secondaryId)];
    if (primary.type !== "contacts" || secondary.type !== "contacts" || primary.id === secondary.id) {
      throw new Error("only two different contacts can be merged");
    }
    return this.#portal.store.merge(primary, secondary).id;
  }

  /** Every record of the type, archived ones too. Those that were merged away are not among them. */
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
