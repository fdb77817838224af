import type { CustomFieldCreation } from "../api/salesforce-api.ts";

/** Our fields at Salesforce, by their API names. On activities they belong to `Activity`, which Tasks share. */
export const CONTACT_FIELD_NAMES = {
  customerId: "Coccinelle_Customer_Id__c",
  segment: "Coccinelle_Segment__c",
  tags: "Coccinelle_Tags__c",
  preferredChannel: "Coccinelle_Preferred_Channel__c",
  orders: "Coccinelle_Orders__c",
  revenue: "Coccinelle_Revenue__c",
  currency: "Coccinelle_Currency__c",
  lastContactAt: "Coccinelle_Last_Contact__c",
  optedOut: "Coccinelle_Opted_Out__c",
} as const;

export const ACTIVITY_FIELD_NAMES = {
  activityId: "Coccinelle_Activity_Id__c",
  channel: "Coccinelle_Channel__c",
  occurredAt: "Coccinelle_Occurred_At__c",
} as const;

/** A field of ours as it is to be made. */
export interface OurField {
  name: string;
  metadata: CustomFieldCreation["metadata"];
  /** The type as Salesforce's set-up pages name it. */
  words: string;
  isKey: boolean;
}

function text(name: string, label: string, length: number): OurField {
  return { name, metadata: { label, type: "Text", length }, words: `Text(${length})`, isKey: false };
}

function key(name: string, label: string): OurField {
  const unique = { externalId: true, unique: true, caseSensitive: true };
  return {
    name,
    metadata: { label, type: "Text", length: 255, ...unique },
    words: "Text(255), External ID, Unique (case sensitive)",
    isKey: true,
  };
}

/** @param decimals the places after the point; with the places before it they are 18 */
function number(name: string, label: string, decimals: number): OurField {
  return {
    name,
    metadata: { label, type: "Number", precision: 18, scale: decimals },
    words: `Number(${18 - decimals}, ${decimals})`,
    isKey: false,
  };
}

function moment(name: string, label: string): OurField {
  return { name, metadata: { label, type: "DateTime" }, words: "Date/Time", isKey: false };
}

const TAGS_LENGTH = 32_768;

/** Our fields on contacts and leads. The key finds a record again, even if its name and address change. */
export const CONTACT_FIELDS: OurField[] = [
  key(CONTACT_FIELD_NAMES.customerId, "Coccinelle customer ID"),
  text(CONTACT_FIELD_NAMES.segment, "Coccinelle segment", 80),
  {
    name: CONTACT_FIELD_NAMES.tags,
    metadata: { label: "Coccinelle tags", type: "LongTextArea", length: TAGS_LENGTH, visibleLines: 3 },
    words: `Long Text Area(${TAGS_LENGTH})`,
    isKey: false,
  },
  text(CONTACT_FIELD_NAMES.preferredChannel, "Coccinelle preferred channel", 40),
  number(CONTACT_FIELD_NAMES.orders, "Coccinelle orders", 0),
  number(CONTACT_FIELD_NAMES.revenue, "Coccinelle revenue", 2),
  text(CONTACT_FIELD_NAMES.currency, "Coccinelle currency", 3),
  moment(CONTACT_FIELD_NAMES.lastContactAt, "Coccinelle last contact"),
  {
    name: CONTACT_FIELD_NAMES.optedOut,
    metadata: { label: "Coccinelle opted out", type: "Checkbox", defaultValue: false },
    words: "Checkbox",
    isKey: false,
  },
];

/** Our fields on activities. Without the key, a task bears our id in its text. */
export const ACTIVITY_FIELDS: OurField[] = [
  key(ACTIVITY_FIELD_NAMES.activityId, "Coccinelle activity ID"),
  text(ACTIVITY_FIELD_NAMES.channel, "Coccinelle channel", 40),
  moment(ACTIVITY_FIELD_NAMES.occurredAt, "Coccinelle occurred at"),
];

/** The entries by which an administrator makes the field. */
export function describeField({ name, metadata, words }: OurField): string {
  return `"${metadata.label}", API name ${name}, ${words}`;
}
