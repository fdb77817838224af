import type { Faults } from "../../frame/faults.ts";
import type { OAuthGrants } from "../../oauth/oauth-grants.ts";
import type {
  DuplicateRule,
  RowFault,
  SalesforceApp,
  SalesforceCountry,
  SalesforceRights,
  WrittenRow,
} from "../api/salesforce-options.ts";
import type { IngestJob } from "../jobs/ingest-job.ts";
import type { RecordStore } from "../records/record-store.ts";
import type { FieldAccess } from "../schema/field-access.ts";
import type { Schema } from "../schema/schema.ts";
import type { ApiUsage } from "./api-usage.ts";

/** The rows of a query whose later pages may still be fetched. */
export interface QueryCursor {
  rows: unknown[];
}

export type RowFaults = Faults<WrittenRow, RowFault>;

/** The client that may sign in. */
export interface SignIn {
  app: SalesforceApp;
  grants: OAuthGrants;
  /** The organisation's address in tokens; undefined: the origin, unless all organisations share it. */
  instanceUrl: string | undefined;
}

/** One organisation's data and its rules, which the routes work on. */
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
  /** Undefined in a stand-in without a client. */
  signIn: SignIn | undefined;
  jobs: Map<string, IngestJob>;
  cursors: Map<string, QueryCursor>;
  now: () => number;
  newId: () => string;
  rights: SalesforceRights;
  duplicateRules: readonly DuplicateRule[];
  /** The username of the user to whom an assignment rule gives leads. */
  leadAssignee: string | null;
  countries: readonly SalesforceCountry[];
  allowsActivityKeys: boolean;
  upsertFindsDeleted: boolean;
  refusesWholeCalls: boolean;
  pollsUntilJobEnds: number;
  jobMs: number;
  secondUpload: "refused" | "spoils-job";
  queryPageSize: number;
}
