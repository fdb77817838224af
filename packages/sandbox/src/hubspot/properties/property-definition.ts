import * as z from "zod";

/** The types that the properties API accepts for a new property. */
export const PropertyType = z.enum(["string", "number", "date", "datetime", "enumeration", "bool"]);

const PropertyOption = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.int().default(-1),
  hidden: z.boolean().default(false),
  description: z.string().optional(),
});

/** A property of the schema in its stored form; `toPropertyAnswer` gives the form of the API. */
export const PropertyDefinition = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  type: PropertyType,
  fieldType: z.string().min(1),
  groupName: z.string().min(1),
  description: z.string().default(""),
  options: z.array(PropertyOption).default([]),
  hasUniqueValue: z.boolean().default(false),
  /** Whether the valid values are the owners, and not `options`. */
  externalOptions: z.boolean().default(false),
  hubspotDefined: z.boolean().default(false),
  readOnlyValue: z.boolean().default(false),
  createdAt: z.number().default(0),
});
export type PropertyDefinition = z.infer<typeof PropertyDefinition>;

export function toPropertyAnswer(definition: PropertyDefinition): Record<string, unknown> {
  const { readOnlyValue, createdAt, ...shown } = definition;
  const at = new Date(createdAt).toISOString();
  return {
    ...shown,
    createdAt: at,
    updatedAt: at,
    archived: false,
    calculated: false,
    displayOrder: -1,
    formField: false,
    hidden: false,
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyValue,
    },
  };
}
