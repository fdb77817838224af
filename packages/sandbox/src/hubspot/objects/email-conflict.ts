import { HubspotError, invalidValuesError } from "../api/hubspot-error.ts";
import type { EmailConflictForm } from "../api/hubspot-options.ts";

/**
 * The refusal of an e-mail address that is taken.
 *
 * @param existingId the contact that has it; undefined when an earlier input of the same batch took it
 */
export function emailConflictError(
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

/** The refusal of any other unique value that another record has. */
export function uniqueValueError(name: string, value: string): HubspotError {
  return invalidValuesError([
    {
      name,
      code: "CONFLICTING_UNIQUE_VALUE",
      message: `Cannot set PropertyValueCoordinates{propertyName=${name}, value=${value}}. Another object already has that value.`,
    },
  ]);
}
