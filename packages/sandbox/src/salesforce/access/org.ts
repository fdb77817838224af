import type { DuplicateRule, SalesforceCountry, SalesforceRights } from "../api/salesforce-options.ts";
import type { IngestJob } from "../jobs/ingest-job.ts";
import type { RecordStore } from "../records/record-store.ts";
import type { RowFaults } from "../records/row-faults.ts";
import type { FieldAccess } from "../schema/field-access.ts";
import type { Schema } from "../schema/schema.ts";
import type { ApiUsage } from "./api-usage.ts";

/** Rows of a query that wait to be fetched, by their locator. */
export interface QueryCursor {
  rows: unknown[];
}

/** What the routes work on: one organisation's data and its rules. */
export interface Org {
  organizationId: string;
  /** The API user's id. */
  userId: string;
  /** The id of the person who works in the CRM itself. */
  personId: string;
  store: RecordStore;
  schema: Schema;
  access: FieldAccess;
  usage: ApiUsage;
  rowFaults: RowFaults;
  jobs: Map<string, IngestJob>;
  cursors: Map<string, QueryCursor>;
  now: () => number;
  newId: () => string;
  rights: SalesforceRights;
  duplicateRules: readonly DuplicateRule[];
  /** The username of whom an assignment rule gives leads to. */
  leadAssignee: string | null;
  countries: readonly SalesforceCountry[];
  grantsFieldAccess: boolean;
  allowsActivityKeys: boolean;
  upsertFindsDeleted: boolean;
  refusesWholeCalls: boolean;
  pollsUntilJobEnds: number;
  jobMs: number;
  secondUpload: "refused" | "spoils-job";
  queryPageSize: number;
}
