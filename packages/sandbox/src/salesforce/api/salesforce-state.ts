import * as z from "zod";
import { OAuthState } from "../../oauth/oauth-grants.ts";
import { IngestJob } from "../jobs/ingest-job.ts";
import { SObjectRecord } from "../records/sobject-record.ts";
import { FieldDefinition } from "../schema/field-definition.ts";
import { ObjectType } from "../schema/object-type.ts";

export const StoreState = z.object({
  /** Of ids given out. */
  count: z.int(),
  records: z.array(SObjectRecord),
});
export type StoreState = z.infer<typeof StoreState>;

/** The whole state of a stand-in, as plain JSON. */
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
