import * as z from "zod";
import { FieldValue } from "../records/sobject-record.ts";

export const FieldType = z.enum([
  "id",
  "string",
  "email",
  "phone",
  "textarea",
  "picklist",
  "boolean",
  "int",
  "double",
  "currency",
  "date",
  "datetime",
  "reference",
]);
export type FieldType = z.infer<typeof FieldType>;

/** A field of an object in its stored form; `toFieldAnswer` gives its form in a describe. */
export const FieldDefinition = z.object({
  name: z.string(),
  label: z.string(),
  type: FieldType,
  /** Of texts and ids; 0 for all others. */
  length: z.int().default(0),
  precision: z.int().default(0),
  scale: z.int().default(0),
  nillable: z.boolean().default(true),
  createable: z.boolean().default(true),
  updateable: z.boolean().default(true),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  picklistValues: z.array(z.string()).default([]),
  /** The value of a new record where the caller gives none. */
  defaultValue: FieldValue.default(null),
  referenceTo: z.array(z.string()).default([]),
  relationshipName: z.string().nullable().default(null),
  custom: z.boolean().default(false),
});
export type FieldDefinition = z.infer<typeof FieldDefinition>;

/** A WHERE cannot name a longer text. */
const MAX_FILTERABLE_LENGTH = 255;

export function isFilterable({ type, length }: FieldDefinition): boolean {
  return type !== "textarea" || length <= MAX_FILTERABLE_LENGTH;
}

/** A field as describe shows it. */
export function toFieldAnswer(field: FieldDefinition, canEdit: boolean): Record<string, unknown> {
  return {
    ...field,
    createable: field.createable && canEdit,
    updateable: field.updateable && canEdit,
    defaultedOnCreate: field.defaultValue !== null || field.type === "boolean" || field.name === "OwnerId",
    picklistValues: field.picklistValues.map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: value,
      validFor: null,
      value,
    })),
    filterable: isFilterable(field),
    sortable: isFilterable(field),
    idLookup: field.externalId || field.type === "id" || field.type === "email",
    calculated: false,
    autoNumber: false,
    deprecatedAndHidden: false,
    permissionable: field.custom,
    byteLength: field.length * 3,
    digits: 0,
    inlineHelpText: null,
  };
}
