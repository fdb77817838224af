import * as z from "zod";
import type { Portal } from "../access/portal.ts";
import { validationError } from "../api/hubspot-error.ts";
import type { CrmRecord } from "../objects/crm-record.ts";
import { findAssociationTypeId, ObjectType } from "../objects/object-type.ts";

export const AssociationSpec = z.object({
  associationCategory: z.enum(["HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED"]),
  associationTypeId: z.int(),
});

/** The associations with which a record is created. */
export const InlineAssociations = z
  .array(z.object({ to: z.object({ id: z.string() }), types: z.array(AssociationSpec).min(1) }))
  .default([]);

/**
 * Finds the records with which a new one is to be associated.
 *
 * @throws HubspotError 400 for an unknown record, or an association type that HubSpot does not have for the pair
 */
export function findAssociated(
  { store }: Portal,
  fromType: ObjectType,
  associations: z.infer<typeof InlineAssociations>,
): CrmRecord[] {
  return associations.map(({ to, types }) => {
    const typeIds = types.map(({ associationTypeId }) => associationTypeId);
    const toType = ObjectType.options.find((candidate) =>
      typeIds.every((typeId) => typeId === findAssociationTypeId(fromType, candidate)),
    );
    if (!toType) {
      throw validationError(`Invalid association type for ${fromType}: ${typeIds.join(", ")}`, {
        subCategory: "crm.associations.INVALID_ASSOCIATION_TYPE",
      });
    }
    const target = store.findSurvivor(toType, to.id);
    if (!target) {
      throw validationError(`Cannot associate with ${toType} ${to.id}: it does not exist.`, {
        subCategory: "crm.associations.INVALID_OBJECT_IDS",
        context: { toObjectId: [to.id] },
      });
    }
    return target;
  });
}
