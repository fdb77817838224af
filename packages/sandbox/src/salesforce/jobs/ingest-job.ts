import * as z from "zod";
import { ObjectType } from "../schema/object-type.ts";

const Row = z.record(z.string(), z.string());

/** An ingest job of the Bulk API 2.0. */
export const IngestJob = z.object({
  id: z.string(),
  object: ObjectType,
  externalIdFieldName: z.string(),
  lineEnding: z.enum(["LF", "CRLF"]),
  state: z.enum(["Open", "UploadComplete", "InProgress", "JobComplete", "Failed", "Aborted"]),
  createdAt: z.number(),
  changedAt: z.number(),
  uploads: z.int(),
  csv: z.string(),
  /** How often the job was read after its upload. */
  polls: z.int(),
  errorMessage: z.string().nullable(),
  columns: z.array(z.string()),
  successful: z.array(z.object({ id: z.string(), created: z.boolean(), row: Row })),
  failed: z.array(z.object({ id: z.string().nullable(), error: z.string(), row: Row })),
  unprocessed: z.array(Row),
});
export type IngestJob = z.infer<typeof IngestJob>;
