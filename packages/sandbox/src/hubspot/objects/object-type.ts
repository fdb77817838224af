import * as z from "zod";

export const ObjectType = z.enum(["contacts", "communications", "calls", "emails", "notes"]);
export type ObjectType = z.infer<typeof ObjectType>;

/** The numeric names of HubSpot's standard objects. */
export const OBJECT_TYPE_IDS: Record<ObjectType, string> = {
  contacts: "0-1",
  notes: "0-46",
  calls: "0-48",
  emails: "0-49",
  communications: "0-18",
};

/** As error messages name a type: `CONTACT`. */
export function singularName(type: ObjectType): string {
  return type.slice(0, -1).toUpperCase();
}

/**
 * The default association types, from → to → type id, as in the SDK's `AssociationTypes`.
 * Each association stands in both directions, under a type of its own.
 */
const ASSOCIATION_TYPE_IDS: Partial<Record<ObjectType, Partial<Record<ObjectType, number>>>> = {
  communications: { contacts: 81 },
  calls: { contacts: 194 },
  emails: { contacts: 198 },
  notes: { contacts: 202 },
  contacts: { communications: 82, calls: 193, emails: 197, notes: 201 },
};

export function findAssociationTypeId(from: ObjectType, to: ObjectType): number | undefined {
  return ASSOCIATION_TYPE_IDS[from]?.[to];
}
