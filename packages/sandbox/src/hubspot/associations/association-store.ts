import type { Association } from "../api/hubspot-state.ts";
import type { CrmRecord } from "../objects/crm-record.ts";
import type { ObjectType } from "../objects/object-type.ts";

type RecordName = Pick<CrmRecord, "id" | "type">;

/** The associations of records. Each one is stored for both of its ends. */
export class AssociationStore {
  #targets = new Map<string, { from: RecordName; targets: Map<string, RecordName> }>();

  add(one: RecordName, other: RecordName): void {
    this.#addOneWay(one, other);
    this.#addOneWay(other, one);
  }

  listTargets(from: RecordName, toType: ObjectType): string[] {
    return this.#targetsOf(from)
      .filter(({ type }) => type === toType)
      .map(({ id }) => id);
  }

  /** Moves the associations of one record to another. */
  move(from: RecordName, to: RecordName): void {
    for (const target of this.#targetsOf(from)) this.add(to, target);
    this.remove(from);
  }

  remove(record: RecordName): void {
    for (const target of this.#targetsOf(record)) {
      this.#targets.get(keyOf(target))?.targets.delete(keyOf(record));
    }
    this.#targets.delete(keyOf(record));
  }

  export(): Association[] {
    return [...this.#targets.values()].flatMap(({ from, targets }) =>
      Array.from(targets.values(), ({ type, id }) => ({
        fromType: from.type,
        fromId: from.id,
        toType: type,
        toId: id,
      })),
    );
  }

  import(associations: readonly Association[]): void {
    this.#targets.clear();
    for (const { fromType, fromId, toType, toId } of associations) {
      this.#addOneWay({ type: fromType, id: fromId }, { type: toType, id: toId });
    }
  }

  #addOneWay({ type, id }: RecordName, target: RecordName): void {
    const key = keyOf({ type, id });
    const entry = this.#targets.get(key) ?? { from: { type, id }, targets: new Map<string, RecordName>() };
    entry.targets.set(keyOf(target), { type: target.type, id: target.id });
    this.#targets.set(key, entry);
  }

  #targetsOf(record: RecordName): RecordName[] {
    return [...(this.#targets.get(keyOf(record))?.targets.values() ?? [])];
  }
}

function keyOf({ type, id }: RecordName): string {
  return `${type}/${id}`;
}
