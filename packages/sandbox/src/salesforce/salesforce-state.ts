import * as z from "zod";
import { OAuthState } from "../oauth-state.ts";
import { FieldDefinition } from "./field-definition.ts";
import { IngestJob } from "./ingest-job.ts";
import { ObjectType } from "./object-type.ts";
import { SObjectRecord } from "./sobject-record.ts";

export const StoreState = z.object({
  /** Of ids given out. */
  count: z.int(),
  records: z.array(SObjectRecord),
});
export type StoreState = z.infer<typeof StoreState>;

/** All that a sandbox remembers, as plain JSON: to store it, to carry it on, to look at it. */
export const SalesforceState = z.object({
  organizationId: z.string(),
  userId: z.string(),
  personId: z.string(),
  store: StoreState,
  customFields: z.partialRecord(ObjectType, z.array(FieldDefinition)),
  jobs: z.array(IngestJob),
  oauth: OAuthState,
  /** Tokens that were good from the beginning and were ended. */
  endedTokens: z.array(z.string()),
});
export type SalesforceState = z.infer<typeof SalesforceState>;
