import * as z from "zod";
import { ObjectType } from "../schema/object-type.ts";

/** Times are texts as the API shows them: `2026-11-02T09:00:00.000+0000`; days are `2026-11-02`. */
export const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

export const FieldValues = z.record(z.string(), FieldValue);
export type FieldValues = z.infer<typeof FieldValues>;

/** A record of any object, its system fields among its values; never changed in place. */
export const SObjectRecord = z.object({
  /** 18 characters. */
  id: z.string(),
  type: ObjectType,
  values: FieldValues,
});
export type SObjectRecord = z.infer<typeof SObjectRecord>;

/** A moment as the API writes it. */
export function toApiTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}
