import type { Portal } from "../access/portal.ts";
import { HubspotError, invalidValuesError, validationError } from "../api/hubspot-error.ts";
import type { EmailConflictForm } from "../api/hubspot-options.ts";
import { ALWAYS_REQUIRED, CONTACT_NAMES } from "../properties/default-properties.ts";
import { readPropertyValues } from "../properties/property-values.ts";
import type { CrmRecord } from "./crm-record.ts";
import { type ObjectType, singularName } from "./object-type.ts";

/** The unique values that earlier inputs of the same batch will take. */
export type TakenValues = Set<string>;

export interface Write {
  type: ObjectType;
  /** The record that is changed; undefined for a new one. */
  record?: CrmRecord;
  values: Record<string, string>;
  /** Whether the administrator's mandatory fields count for this call. */
  enforcesRequired: boolean;
}

/**
 * Checks a write without storing it.
 *
 * @returns the values in the form in which they are kept
 * @throws HubspotError if HubSpot would refuse it
 */
export function checkWrite(portal: Portal, taken: TakenValues, write: Write): Record<string, string> {
  const { type, record, values } = write;
  const ownerIds = new Set(portal.owners.map(({ id }) => id));
  const accepted = readPropertyValues(type, values, { catalog: portal.catalog, ownerIds });
  const result = { ...record?.properties, ...accepted };
  checkRequired(portal, write, result);
  const blocked = portal.store.blockedEmails.has(accepted.email ?? "");
  if (blocked) throw validationError("The email address was permanently deleted and cannot be used again.");
  checkUnique(portal, taken, write, result);
  return accepted;
}

function checkRequired(
  { requiredProperties }: Portal,
  { type, record, enforcesRequired }: Write,
  result: Record<string, string>,
): void {
  const verb = record ? "updating" : "creating";
  const required = new Set([
    ...ALWAYS_REQUIRED[type],
    ...(enforcesRequired ? (requiredProperties[type] ?? []) : []),
  ]);
  const missing = [...required].filter((name) => !result[name]);
  if (missing.length > 0) {
    throw validationError(`Error ${verb} ${singularName(type)}. Some required properties were not set.`, {
      context: { properties: missing },
    });
  }
  if (type === "contacts" && !CONTACT_NAMES.some((name) => result[name])) {
    throw validationError(`At least one of these properties must be set: ${CONTACT_NAMES.join(", ")}.`, {
      context: { properties: [...CONTACT_NAMES] },
    });
  }
}

function checkUnique(
  { store, emailConflict }: Portal,
  taken: TakenValues,
  { type, record }: Write,
  result: Record<string, string>,
): void {
  const uniqueValues = store.listUniqueValues(type, result);
  for (const { name, value } of uniqueValues) {
    const holder = store.findHolder(type, { name, value });
    const isTaken = holder ? holder.id !== record?.id : taken.has(keyOf(name, value));
    if (!isTaken) continue;
    throw name === "email"
      ? emailConflictError(emailConflict, value, holder?.id)
      : uniqueValueError(name, value);
  }
  for (const { name, value } of uniqueValues) taken.add(keyOf(name, value));
}

function keyOf(name: string, value: string): string {
  return JSON.stringify([name, value]);
}

/**
 * Makes the refusal of an e-mail address that is taken.
 *
 * @param existingId the contact that has the address; undefined when an earlier input of the same batch took it
 */
function emailConflictError(
  form: EmailConflictForm,
  email: string,
  existingId: string | undefined,
): HubspotError {
  const named = existingId === undefined ? "" : ` Existing ID: ${existingId}`;
  switch (form) {
    case "existing-id":
      return new HubspotError(409, `Contact already exists.${named}`, { category: "CONFLICT" });
    case "already-exists":
      return new HubspotError(409, `Contact already exists.${named}`, {
        category: "OBJECT_ALREADY_EXISTS",
        errors: [{ message: `A contact with email ${email} already exists.${named}`, in: "email" }],
        extra: { error: "CONTACT_EXISTS" },
      });
    case "unique-value":
      return uniqueValueError("email", email);
  }
}

/** Makes the refusal of any other unique value that another record has. */
function uniqueValueError(name: string, value: string): HubspotError {
  return invalidValuesError([
    {
      name,
      code: "CONFLICTING_UNIQUE_VALUE",
      message: `Cannot set PropertyValueCoordinates{propertyName=${name}, value=${value}}. Another object already has that value.`,
    },
  ]);
}
