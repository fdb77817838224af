import * as z from "zod";
import { RefusalBody, toLongId } from "./salesforce-refusal.ts";

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof Scalar>;

/** A record as a query gives it; fields of related records under their path, such as `Owner.Name`. */
export const RemoteRecord = z.looseObject({ Id: z.string() }).transform(({ Id, ...rest }) => ({
  id: toLongId(Id),
  fields: flatten(rest),
}));
export type RemoteRecord = z.infer<typeof RemoteRecord>;

function flatten(value: Readonly<Record<string, unknown>>, path = ""): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  for (const [name, each] of Object.entries(value)) {
    if (name === "attributes") continue;
    const scalar = Scalar.safeParse(each);
    if (scalar.success) fields[path + name] = scalar.data;
    else if (each instanceof Object && !Array.isArray(each)) {
      Object.assign(fields, flatten({ ...each }, `${path}${name}.`));
    }
  }
  return fields;
}

export const QueryAnswer = z.object({
  done: z.boolean(),
  records: z.array(RemoteRecord),
  nextRecordsUrl: z.string().nullish(),
});

const EntryId = z
  .string()
  .nullish()
  .transform((id) => (id ? toLongId(id) : null));

/** The result of one record of a collection. */
export const SaveResult = z.object({
  id: EntryId,
  success: z.boolean(),
  /** Of an upsert: whether the record is new. */
  created: z.boolean().optional(),
  errors: z.array(RefusalBody).default([]),
});
export type SaveResult = z.infer<typeof SaveResult>;

/** A collection has one result for each of its records, in their order. */
export function saveAnswer(size: number) {
  return z.array(SaveResult).length(size);
}

export const FieldDescription = z.object({
  name: z.string(),
  label: z.string().default(""),
  type: z.string(),
  length: z.number().default(0),
  scale: z.number().default(0),
  precision: z.number().default(0),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  picklistValues: z
    .array(
      z.object({
        value: z.string(),
        label: z.string().nullish(),
        active: z.boolean().default(true),
        defaultValue: z.boolean().default(false),
      }),
    )
    .default([]),
});
export type FieldDescription = z.infer<typeof FieldDescription>;

/** An object as the user of the API may see it: a field without access is not there. */
export const ObjectDescription = z.object({
  name: z.string(),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  deletable: z.boolean().default(false),
  fields: z.array(FieldDescription),
});
export type ObjectDescription = z.infer<typeof ObjectDescription>;

export const IngestJob = z.object({
  id: z.string(),
  state: z.enum(["Open", "UploadComplete", "InProgress", "JobComplete", "Aborted", "Failed"]),
});
export type IngestJob = z.infer<typeof IngestJob>;

export const CreatedAnswer = z.object({ id: z.string(), success: z.literal(true) });

/** Whose token it is: the last two parts of the identity's address. */
export const IdentityAnswer = z
  .object({ identity: z.string().regex(/\/[A-Za-z0-9]{15,18}\/[A-Za-z0-9]{15,18}$/) })
  .transform(({ identity }) => {
    const [organizationId = "", userId = ""] = identity.split("/").slice(-2);
    return { organizationId: toLongId(organizationId), userId: toLongId(userId) };
  });
