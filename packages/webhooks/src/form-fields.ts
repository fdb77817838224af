import { InvalidPayloadError } from "@coccinelle/core";

/**
 * A request's fields by the provider's names. A repeated field has all its values. The object has no prototype,
 * so `__proto__` is a name like any other.
 */
export type FormFields = Record<string, string | string[]>;

/** A field as text that can be stored; undefined where the field is absent or empty. */
export type ReadField = (name: string) => string | undefined;

/** Reads an `application/x-www-form-urlencoded` body. Every text is such a body. */
export function readForm(body: string): FormFields {
  const fields: FormFields = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const previous = fields[name];
    if (previous === undefined) fields[name] = value;
    else if (Array.isArray(previous)) previous.push(value);
    else fields[name] = [previous, value];
  }
  return fields;
}

/** The field's first value as it was sent; undefined where the field is absent or empty. */
export function getField(fields: FormFields, name: string): string | undefined {
  const value = fields[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

/** Replaces null bytes and lone surrogates: the former end a text in SQLite, the latter have no UTF-8. */
export function fieldReader(fields: FormFields): ReadField {
  return (name) => getField(fields, name)?.toWellFormed().replaceAll("\0", "\uFFFD");
}

/**
 * The first of the fields that is present: a provider may send one value under several names.
 *
 * @throws InvalidPayloadError naming the first field if none is present
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
