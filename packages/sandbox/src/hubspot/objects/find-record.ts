import type { Portal } from "../access/portal.ts";
import { validationError } from "../api/hubspot-error.ts";
import { OBJECT_TYPE_IDS, type ObjectType } from "./object-type.ts";

/**
 * Refuses an `idProperty` that does not tell records apart; `hs_object_id` does not count as one that does.
 *
 * @param name undefined: ids are record ids, which needs no check
 * @throws HubspotError 400
 */
export function checkUniqueProperty({ catalog }: Portal, type: ObjectType, name: string | undefined): void {
  if (name === undefined || catalog.uniqueNames(type).includes(name)) return;
  throw validationError(
    `Unable to perform update/upsert by non-unique ${OBJECT_TYPE_IDS[type]} property ${name}`,
  );
}
