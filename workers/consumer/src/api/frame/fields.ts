import { DEFAULT_COUNTRY, normalizeEmail, normalizePhone } from "@coccinelle/core";
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT } from "@coccinelle/db";
import * as z from "zod";
import { invalidRequest } from "./api-error.ts";

/** SQLite takes JSON of more than 1,000 levels for malformed, and then every query that reads it fails. */
const MAX_METADATA_LEVELS = 50;

/** SQLite's functions end a text at its first null byte. UTF-8 has no form for half a surrogate pair. */
function isStorable(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}
export const NOT_STORABLE = "has a null byte or half a character";

/** A text that a person writes. A blank text is refused. */
export function text(maxLength: number) {
  return z.string().trim().min(1).max(maxLength).refine(isStorable, NOT_STORABLE);
}

/** A whole number in a query parameter. The schema reads a text; the description calls it an integer. */
export function wholeNumber({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .refine((value) => /^\d{1,9}$/.test(value), "a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .meta({ type: "integer", minimum: min, maximum: max });
}

const Id = z.string().min(1).max(200).refine(isStorable, NOT_STORABLE);

export const TenantParams = z.strictObject({ tenantId: Id });
export const RowParams = z.strictObject({ tenantId: Id, id: Id });

export const PageQuery = z.strictObject({
  limit: wholeNumber({ min: 1, max: MAX_PAGE_LIMIT }).default(DEFAULT_PAGE_LIMIT),
  cursor: z.string().min(1).optional(),
});

/** One page of a list. The description names the page of a `Customer` `CustomerPage`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  const itemName = item.meta()?.id;
  if (itemName === undefined) throw new Error("the items of a page need a schema with an id");
  return z
    .strictObject({ items: z.array(item), nextCursor: z.string().nullable() })
    .meta({ id: `${itemName}Page` });
}

/** An instant, or a day, which stands for its beginning in UTC. */
export const DayOrTime = z
  .union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    "a day or time, such as 2026-11-22 or 2026-11-22T08:00:00Z",
  )
  .transform((value) => new Date(value));

/** The view in D1 joins a customer's tags with commas, so a tag has none. */
export const Tag = text(100).regex(/^[^,]*$/, "a tag has no comma");

export const Email = z.string().transform((value, context) => {
  const email = normalizeEmail(value);
  if (email) return email;
  context.addIssue("not an e-mail address");
  return z.NEVER;
});

export const Country = z.string().regex(/^[A-Z]{2}$/, "two capital letters (ISO 3166-1), such as FR");

/** An instant, converted to UTC. */
export const Time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

export const Metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => !isDeeperThan(MAX_METADATA_LEVELS, value), {
    error: `over ${MAX_METADATA_LEVELS} levels deep`,
    abort: true,
  })
  .refine(holdsOnlyStorable, NOT_STORABLE);

/** Says whether D1 can store all texts of a value, with the names of its fields. */
export function holdsOnlyStorable(value: unknown): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, child]) => isStorable(name) && holdsOnlyStorable(child));
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(levels - 1, child));
}

/**
 * Reads a phone number that a person gave.
 *
 * @returns the number in E.164
 * @throws ApiError 400 that names the field
 */
export function readPhone(phone: string, country: string = DEFAULT_COUNTRY): string {
  const normalized = normalizePhone(phone, country);
  if (normalized) return normalized;
  const message = `not a phone number in ${country}; try its international form, such as +33612345678`;
  throw invalidRequest([{ path: "phone", message }]);
}
