import type { Portal } from "../access/portal.ts";
import { validationError } from "../api/hubspot-error.ts";
import type { CrmRecord } from "./crm-record.ts";
import { OBJECT_TYPE_IDS, type ObjectType } from "./object-type.ts";

/**
 * Refuses an `idProperty` whose values are not unique. HubSpot does not count `hs_object_id` as unique.
 *
 * @param name undefined where the ids are record ids
 * @throws HubspotError 400
 */
export function checkUniqueProperty({ catalog }: Portal, type: ObjectType, name: string | undefined): void {
  if (name === undefined || catalog.uniqueNames(type).includes(name)) return;
  throw validationError(
    `Unable to perform update/upsert by non-unique ${OBJECT_TYPE_IDS[type]} property ${name}`,
  );
}

export interface RecordQuery {
  type: ObjectType;
  id: string;
  idProperty?: string | undefined;
  archived: boolean;
}

/** Finds a record. The id of a record that was merged away finds the record into which it was merged. */
export function findQueried(
  { store }: Portal,
  { type, id, idProperty, archived }: RecordQuery,
): CrmRecord | undefined {
  if (idProperty !== undefined) return store.findHolder(type, { name: idProperty, value: id });
  if (!archived) return store.findSurvivor(type, id);
  const record = store.findAny(type, id);
  return record?.archivedAt === null ? undefined : record;
}
