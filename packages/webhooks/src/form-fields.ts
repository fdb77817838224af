import { InvalidPayloadError } from "@coccinelle/core";
import { getField, type TwilioFields } from "./twilio/twilio-fields.ts";

/** A field as text that can be stored; undefined where it is absent or empty. */
export type ReadField = (name: string) => string | undefined;

/** Null bytes end a text in SQLite, and a lone surrogate has no UTF-8: both become the replacement character. */
export function fieldReader(fields: TwilioFields): ReadField {
  return (name) => getField(fields, name)?.toWellFormed().replaceAll("\0", "\uFFFD");
}

/**
 * The first of the fields that is there: Twilio knows some by several names.
 *
 * @throws InvalidPayloadError naming the first of them where none is there
 */
export function requireField(read: ReadField, name: string, ...otherNames: string[]): string {
  for (const candidate of [name, ...otherNames]) {
    const value = read(candidate);
    if (value) return value;
  }
  throw missingField(name);
}

export function missingField(field: string): InvalidPayloadError {
  return new InvalidPayloadError(`${field} is missing`, { context: { field } });
}
