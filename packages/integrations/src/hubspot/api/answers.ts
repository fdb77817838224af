import * as z from "zod";
import { RefusalBody } from "./hubspot-refusal.ts";

const Properties = z.record(
  z.string(),
  z
    .string()
    .nullish()
    .transform((value) => value ?? null),
);

/** A record of any type; the SDK has made a date of its time. */
export const RemoteRecord = z.object({
  id: z.string(),
  properties: Properties,
  updatedAt: z.date(),
});
export type RemoteRecord = z.infer<typeof RemoteRecord>;

/** What was written, with the trace id of the input that it came of. */
export const WrittenRecord = RemoteRecord.extend({ objectWriteTraceId: z.string().optional() });
export type WrittenRecord = z.infer<typeof WrittenRecord>;

/** An upsert also tells whether the record is new; the SDK puts an underscore before the reserved word. */
export const UpsertedRecord = WrittenRecord.extend({ _new: z.boolean() });

function batchAnswer<Result extends z.ZodType>(result: Result) {
  return z.object({ results: z.array(result), errors: z.array(RefusalBody).default([]) });
}

export const ReadAnswer = batchAnswer(RemoteRecord);
export const WriteAnswer = batchAnswer(WrittenRecord);
export const UpsertAnswer = batchAnswer(UpsertedRecord);

export const SearchAnswer = z.object({ total: z.number(), results: z.array(RemoteRecord) });

export const AssociationsAnswer = z.object({
  results: z.array(
    z.object({
      _from: z.object({ id: z.string() }),
      to: z.array(z.object({ toObjectId: z.coerce.string() })),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
});

/** `fromObjectId` names the record that was tied. An answer may be complete and tie nothing. */
export const AssociatedAnswer = z.object({
  results: z.array(z.object({ fromObjectId: z.coerce.string() })).default([]),
  errors: z.array(RefusalBody).default([]),
});

export const PropertyDefinition = z.object({
  name: z.string(),
  type: z.string(),
  groupName: z.string(),
  hasUniqueValue: z.boolean().default(false),
  options: z
    .array(z.object({ value: z.string(), label: z.string(), displayOrder: z.number().default(-1) }))
    .default([])
    .transform((options) => options.toSorted((one, other) => one.displayOrder - other.displayOrder)),
  modificationMetadata: z.object({ readOnlyValue: z.boolean() }).optional(),
});
export type PropertyDefinition = z.infer<typeof PropertyDefinition>;

export const PropertiesAnswer = z.object({ results: z.array(PropertyDefinition) });

/** Which account a token is of. */
export const AccountAnswer = z.object({ portalId: z.number() });
