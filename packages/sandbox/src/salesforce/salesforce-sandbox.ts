import { HtmlRefusal } from "../frame/answer.ts";
import { Faults } from "../frame/faults.ts";
import { type Sandbox, serveApi } from "../frame/sandbox.ts";
import { getGrants, type IssuedTokens, NO_GRANTS, OAuthGrants } from "../oauth/oauth-grants.ts";
import { ApiUsage } from "./access/api-usage.ts";
import { DEFAULT_SCOPES } from "./access/oauth-routes.ts";
import type { Org, RowFaults } from "./access/org.ts";
import { type ConvertedLead, People, type SalesforceRecord } from "./access/people.ts";
import { locate, ROUTES, UNKNOWN_ROUTE } from "./api/routes.ts";
import { SalesforceError, toFaultAnswer } from "./api/salesforce-error.ts";
import type { SalesforceFault, SalesforceSandboxOptions } from "./api/salesforce-options.ts";
import { SalesforceState } from "./api/salesforce-state.ts";
import type { IngestJob } from "./jobs/ingest-job.ts";
import { runJob } from "./jobs/run-job.ts";
import { RecordStore } from "./records/record-store.ts";
import type { FieldValues } from "./records/sobject-record.ts";
import { FieldAccess } from "./schema/field-access.ts";
import { type DataType, findObjectType, type ObjectType } from "./schema/object-type.ts";
import { Schema } from "./schema/schema.ts";
import { seedOrg } from "./schema/seed-org.ts";

/** An address with its query may have this many characters. */
const MAX_URL_LENGTH = 16_384;
const EVERY_RIGHT = ["read", "create", "edit", "delete"] as const;
const DEFAULT_LIMITS = { perDay: 100_000 };

/** A Salesforce organisation of its own, with the client and the tokens that its options name. */
export interface SalesforceSandbox extends Sandbox<SalesforceFault, SalesforceState> {
  /** Faults of single records, whichever call writes them. */
  readonly rowFaults: RowFaults;
  /** 18 characters. */
  readonly organizationId: string;
  /** The id of the API user. */
  readonly userId: string;
  /** Every record of an object, those in the recycle bin too. */
  records(type: ObjectType): SalesforceRecord[];
  /** Adds a record as a person does in Salesforce, and returns its id. Throws for an unknown field. */
  add(type: DataType, values: FieldValues): string;
  /** Sets any field, the read-only ones too; null clears it. */
  edit(id: string, values: FieldValues): void;
  /** Puts a record into the recycle bin. */
  remove(id: string): void;
  /** Takes a record out of the recycle bin. */
  undelete(id: string): void;
  /** Removes a record for good. */
  purge(id: string): void;
  /** Merges the second record into the first, which keeps its id and its values. */
  merge(masterId: string, otherId: string): void;
  /** Makes a contact of a lead, or converts the lead into an existing contact. */
  convertLead(id: string, intoContactId?: string): ConvertedLead;
  /** Every ingest job. */
  jobs(): IngestJob[];
  /** Ends a job before its time: its first rows are done, the others are not. */
  endJob(id: string, state: "Aborted" | "Failed", processedRows: number): void;
  /** Issues tokens as after a person's consent. Throws without `app`. */
  grant(scopes?: readonly string[]): IssuedTokens;
  /** Ends all access tokens, as a time-out of the sessions does. Refresh tokens stay. */
  endSessions(): void;
  /** Ends all tokens, as when a person revokes the client's access. Throws without `app`. */
  revokeGrants(): void;
}

/** Makes a stand-in of the Salesforce APIs, as far as a sync of customers and their activities uses them. */
export function createSalesforceSandbox(options: SalesforceSandboxOptions): SalesforceSandbox {
  const org = createOrg(options);
  const people = new People(org);
  const grants = org.signIn?.grants;
  const permanentTokens = new Set(options.accessTokens);
  const endedTokens = new Set<string>();

  function hasSession(authorization: string | null): boolean {
    const token = /^(?:Bearer|OAuth) (?<token>.+)$/i.exec(authorization ?? "")?.groups?.token ?? "";
    if (permanentTokens.has(token)) return !endedTokens.has(token);
    const granted = grants?.findAccessToken(token);
    return granted !== undefined && (granted.expiresAt === null || granted.expiresAt > org.now());
  }

  return {
    ...serveApi<{ org: Org }, (typeof ROUTES)[number], SalesforceFault>(options, {
      context: { org },
      routes: ROUTES,
      unknownRoute: UNKNOWN_ROUTE,
      locate,
      isName: (segment) => findObjectType(segment) !== undefined,
      admit({ url, headers, inFlight }) {
        if (url.href.length - url.origin.length > MAX_URL_LENGTH) throw new HtmlRefusal(414, "URI Too Long");
        if (!hasSession(headers.get("authorization"))) {
          throw new SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        org.usage.count(inFlight);
        org.access.refresh();
        return org.usage.toHeaders();
      },
      toFaultAnswer,
    }),

    rowFaults: org.rowFaults,
    get organizationId() {
      return org.organizationId;
    },
    get userId() {
      return org.userId;
    },

    records: (type) => people.listRecords(type),
    add: (type, values) => people.add(type, values),
    edit: (id, values) => people.edit(id, values),
    remove: (id) => people.remove(id),
    undelete: (id) => people.undelete(id),
    purge: (id) => people.purge(id),
    merge: (masterId, otherId) => people.merge(masterId, otherId),
    convertLead: (id, intoContactId) => people.convertLead(id, intoContactId),

    jobs: () => structuredClone([...org.jobs.values()]),
    endJob(id, state, processedRows) {
      const job = org.jobs.get(id);
      if (!job) throw new Error(`there is no job ${id}`);
      org.access.refresh();
      org.jobs.set(id, { ...runJob(org, job, processedRows), state });
    },

    grant: (scopes = [...DEFAULT_SCOPES, "refresh_token"]) => getGrants(grants).issueTokens([...scopes]),
    endSessions() {
      grants?.endAccess();
      for (const token of permanentTokens) endedTokens.add(token);
    },
    revokeGrants: () => getGrants(grants).revokeAll(),

    export() {
      return structuredClone({
        organizationId: org.organizationId,
        userId: org.userId,
        personId: org.personId,
        store: org.store.export(),
        customFields: org.schema.exportCustom(),
        jobs: [...org.jobs.values()],
        oauth: grants?.export() ?? NO_GRANTS,
        endedTokens: [...endedTokens],
      });
    },

    import(state) {
      const read = SalesforceState.parse(state);
      org.organizationId = read.organizationId;
      org.userId = read.userId;
      org.personId = read.personId;
      org.schema.importCustom(read.customFields);
      org.store.import(read.store);
      org.jobs = new Map(read.jobs.map((job) => [job.id, job]));
      org.cursors.clear();
      grants?.import(read.oauth);
      endedTokens.clear();
      for (const token of read.endedTokens) endedTokens.add(token);
    },
  };
}

function createOrg(options: SalesforceSandboxOptions): Org {
  const { clock, app, rights = {}, countries = [] } = options;
  const now = () => clock().getTime();
  const schema = new Schema({
    personAccounts: options.personAccounts ?? false,
    currencies: options.currencies ?? ["EUR"],
    countryCodes: countries.map(({ code }) => code),
    stateCodes: countries.flatMap(({ states = {} }) => Object.keys(states)),
  });
  const store = new RecordStore(schema, options.organizationNumber ?? 1);
  const org: Org = {
    organizationId: "",
    userId: "",
    personId: "",
    store,
    schema,
    access: new FieldAccess(store, schema, () => org.userId),
    usage: new ApiUsage(options.limits ?? DEFAULT_LIMITS, now),
    rowFaults: new Faults(),
    signIn: undefined,
    jobs: new Map(),
    cursors: new Map(),
    now,
    newId: options.newId,
    rights: {
      customizeApplication: rights.customizeApplication ?? true,
      managePermissionSets: rights.managePermissionSets ?? true,
      objects: rights.objects ?? {
        Account: EVERY_RIGHT,
        Contact: EVERY_RIGHT,
        Lead: EVERY_RIGHT,
        Task: EVERY_RIGHT,
      },
    },
    duplicateRules: options.duplicateRules ?? [],
    leadAssignee: options.leadAssignee ?? null,
    countries,
    allowsActivityKeys: options.allowsActivityKeys ?? true,
    upsertFindsDeleted: options.upsertFindsDeleted ?? false,
    refusesWholeCalls: options.refusesWholeCalls ?? false,
    pollsUntilJobEnds: options.pollsUntilJobEnds ?? 1,
    jobMs: options.jobMs ?? 0,
    secondUpload: options.secondUpload ?? "refused",
    queryPageSize: options.queryPageSize ?? 2000,
  };
  seedOrg(org, options);
  if (app) {
    const newId = () => `${org.organizationId}!${options.newId()}`;
    org.signIn = { app, grants: new OAuthGrants({ app, now, newId }), instanceUrl: options.instanceUrl };
  }
  return org;
}
