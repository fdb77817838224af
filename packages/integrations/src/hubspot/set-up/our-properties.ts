import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
} from "@hubspot/api-client/lib/codegen/crm/properties/index.js";
import type { PropertyCreation } from "../api/hubspot-api.ts";
import { KEY_PROPERTY, PROPERTIES } from "../contacts/contact-fields.ts";

/** A group that every account has. */
const GROUP = "contactinformation";

const text = { type: Type.String, fieldType: FieldType.Text };
const number = { type: Type.Number, fieldType: FieldType.Number };

function define(name: string, label: string, kind: Pick<PropertyCreation, "type" | "fieldType">) {
  return { name, label, groupName: GROUP, description: "Kept up to date by Coccinelle.", ...kind };
}

/** The property that finds a contact again, even if its name and address change. The sync needs it. */
export const KEY_DEFINITION: PropertyCreation = {
  ...define(KEY_PROPERTY, "Coccinelle customer ID", text),
  hasUniqueValue: true,
};

/** Our other properties. With the key they are as many as a free account may have. */
export const MIRROR_DEFINITIONS: PropertyCreation[] = [
  define(PROPERTIES.segment, "Coccinelle segment", text),
  define(PROPERTIES.tags, "Coccinelle tags", text),
  define(PROPERTIES.preferredChannel, "Coccinelle preferred channel", text),
  define(PROPERTIES.totalOrders, "Coccinelle orders", number),
  define(PROPERTIES.totalRevenue, "Coccinelle revenue", number),
  define(PROPERTIES.currency, "Coccinelle currency", text),
  define(PROPERTIES.lastContactAt, "Coccinelle last contact", {
    type: Type.Datetime,
    fieldType: FieldType.Date,
  }),
  {
    ...define(PROPERTIES.optedOut, "Coccinelle opted out", {
      type: Type.Bool,
      fieldType: FieldType.Booleancheckbox,
    }),
    options: [
      { label: "Yes", value: "true", hidden: false },
      { label: "No", value: "false", hidden: false },
    ],
  },
  define(PROPERTIES.leadSource, "Coccinelle lead source", text),
];

/** An activity's id, on its type's records. */
export const ACTIVITY_KEY_PROPERTY = "coccinelle_activity_id";

/** @param groupName a group of the type, since the types have no group in common */
export function activityKeyDefinition(groupName: string): PropertyCreation {
  return {
    ...define(ACTIVITY_KEY_PROPERTY, "Coccinelle activity ID", text),
    groupName,
    hasUniqueValue: true,
  };
}

/** As HubSpot's settings name the kinds of properties. */
const KIND_NAMES: Partial<Record<FieldType, string>> = {
  [FieldType.Text]: "single-line text",
  [FieldType.Number]: "number",
  [FieldType.Date]: "date and time picker",
  [FieldType.Booleancheckbox]: "single checkbox",
};

/** The entries by which an administrator makes the property. */
export function describeProperty({ name, label, fieldType, hasUniqueValue }: PropertyCreation): string {
  const unique = hasUniqueValue ? ", with unique values" : "";
  return `"${label}", internal name ${name}, ${KIND_NAMES[fieldType] ?? fieldType}${unique}`;
}
