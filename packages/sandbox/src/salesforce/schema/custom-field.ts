import * as z from "zod";
import { FieldDefinition } from "./field-definition.ts";

/** The metadata of a new field as the Tooling API takes it, for the types that the stand-in has. */
export const FieldMetadata = z.object({
  label: z.string().min(1),
  type: z.enum(["Text", "LongTextArea", "Number", "DateTime", "Checkbox", "Picklist", "Email", "Phone"]),
  length: z.int().positive().optional(),
  precision: z.int().positive().optional(),
  scale: z.int().min(0).optional(),
  visibleLines: z.int().positive().optional(),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  required: z.boolean().default(false),
  defaultValue: z.union([z.string(), z.boolean()]).nullish(),
  valueSet: z
    .object({
      restricted: z.boolean().default(false),
      valueSetDefinition: z.object({ value: z.array(z.object({ fullName: z.string() })) }),
    })
    .optional(),
  description: z.string().nullish(),
  inlineHelpText: z.string().nullish(),
});
export type FieldMetadata = z.infer<typeof FieldMetadata>;

/** The attributes that each type demands. */
const MANDATORY: Partial<Record<FieldMetadata["type"], (keyof FieldMetadata)[]>> = {
  Text: ["length"],
  LongTextArea: ["length", "visibleLines"],
  Number: ["precision", "scale"],
  Checkbox: ["defaultValue"],
  Picklist: ["valueSet"],
};

const TYPES = {
  Text: "string",
  LongTextArea: "textarea",
  Number: "double",
  DateTime: "datetime",
  Checkbox: "boolean",
  Picklist: "picklist",
  Email: "email",
  Phone: "phone",
} as const;

const FIXED_LENGTHS = { Picklist: 255, Email: 80, Phone: 40 } as const;

/** Finds an attribute that the metadata lacks. */
export function findMissingAttribute(metadata: FieldMetadata): string | undefined {
  return MANDATORY[metadata.type]?.find((name) => metadata[name] === undefined || metadata[name] === null);
}

export function toFieldDefinition(name: string, metadata: FieldMetadata): FieldDefinition {
  const { type, label, externalId, unique, caseSensitive, precision, scale, valueSet } = metadata;
  const fixed: Partial<Record<FieldMetadata["type"], number>> = FIXED_LENGTHS;
  const isFlag = type === "Checkbox";
  return FieldDefinition.parse({
    name,
    label,
    type: TYPES[type],
    length: metadata.length ?? fixed[type],
    precision,
    scale,
    externalId,
    unique,
    caseSensitive,
    nillable: !metadata.required && !isFlag,
    defaultValue: isFlag ? String(metadata.defaultValue) === "true" : null,
    restrictedPicklist: valueSet?.restricted,
    picklistValues: valueSet?.valueSetDefinition.value.map(({ fullName }) => fullName),
    custom: true,
  });
}
