import * as z from "zod";
import { ObjectType } from "./object-type.ts";

const Properties = z.record(z.string(), z.string());

/** A state of a record that the search index may still show. */
const RecordVersion = z.object({
  /** Milliseconds since 1970. */
  writtenAt: z.number(),
  properties: Properties,
  archived: z.boolean(),
});
export type RecordVersion = z.infer<typeof RecordVersion>;

/** A record of any type. Records are never changed in place, so that a reference keeps the state of its moment. */
export const CrmRecord = z.object({
  id: z.string(),
  type: ObjectType,
  properties: Properties,
  /** Milliseconds since 1970, as every time of a record. */
  createdAt: z.number(),
  updatedAt: z.number(),
  archivedAt: z.number().nullable(),
  /** Oldest first; the last is the present. */
  versions: z.array(RecordVersion),
});
export type CrmRecord = z.infer<typeof CrmRecord>;

/** The names under which a type shows when a record was created and last changed. */
export function timeProperties(type: ObjectType): { created: string; modified: string } {
  return type === "contacts"
    ? { created: "createdate", modified: "lastmodifieddate" }
    : { created: "hs_createdate", modified: "hs_lastmodifieddate" };
}

const PHONES = [
  ["phone", "hs_searchable_calculated_phone_number"],
  ["mobilephone", "hs_searchable_calculated_mobile_number"],
] as const;

/** Adds the values that HubSpot calculates, and leaves out cleared ones (`""`). */
export function withCalculated(record: Omit<CrmRecord, "versions">): Record<string, string> {
  const { created, modified } = timeProperties(record.type);
  const properties: Record<string, string> = {
    ...record.properties,
    hs_object_id: record.id,
    [created]: new Date(record.createdAt).toISOString(),
    [modified]: new Date(record.updatedAt).toISOString(),
  };
  if (record.type === "contacts") {
    for (const [written, calculated] of PHONES) {
      properties[calculated] = searchablePhone(properties[written] ?? "");
    }
  }
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ""));
}

/** A contact's addresses, the primary one first. */
export function listEmails(properties: Record<string, string>): string[] {
  const { email = "", hs_additional_emails: additional = "" } = properties;
  return [email, ...additional.split(";")].filter((each) => each !== "").map((each) => each.toLowerCase());
}

/** The properties of an answer where the caller asks for none by name. */
const DEFAULT_SHOWN = ["email", "firstname", "lastname"];

/**
 * Shows a record as reads do: the properties asked for, `null` where the record has no value, and always the id and
 * the times. As in HubSpot, names that the schema does not have are left out.
 */
export function toReadAnswer(
  record: CrmRecord,
  asked: readonly string[],
  isKnown: (name: string) => boolean,
): Record<string, unknown> {
  const { created, modified } = timeProperties(record.type);
  const wanted = asked.length > 0 ? asked : record.type === "contacts" ? DEFAULT_SHOWN : [];
  const names = new Set([...wanted.filter(isKnown), created, modified, "hs_object_id"]);
  const properties = Object.fromEntries([...names].map((name) => [name, record.properties[name] ?? null]));
  return { ...toEnvelope(record), properties };
}

/** Shows a record as writes do: every property that has a value. */
export function toWriteAnswer(record: CrmRecord): Record<string, unknown> {
  return { ...toEnvelope(record), properties: record.properties };
}

function toEnvelope({ id, createdAt, updatedAt, archivedAt }: CrmRecord): Record<string, unknown> {
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archived: archivedAt !== null,
    ...(archivedAt !== null && { archivedAt: new Date(archivedAt).toISOString() }),
  };
}

/** ITU-T E.164 calling codes: one digit for zones 1 and 7, two for the countries listed, three for the rest. */
const CALLING_CODE = /^(?:\+|00)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * Keeps the digits that phone search compares: those without country code and trunk prefix. HubSpot's documentation
 * promises no more than "area code and local number".
 */
function searchablePhone(phone: string): string {
  return phone
    .replace(/[^\d+]/g, "")
    .replace(CALLING_CODE, "")
    .replace(/\D/g, "")
    .replace(/^0+/, "");
}
