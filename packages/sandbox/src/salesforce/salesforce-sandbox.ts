import { type SandboxAnswer, toResponse } from "../frame/answer.ts";
import { Faults } from "../frame/faults.ts";
import { readText } from "../frame/read-text.ts";
import { serveCall } from "../frame/sandbox.ts";
import { CallLog, type PassOverlap, type SandboxCall } from "../frame/sandbox-call.ts";
import { type IssuedTokens, OAuthGrants } from "../oauth/oauth-grants.ts";
import { ApiUsage } from "./access/api-usage.ts";
import { answerAuthorizeRequest } from "./access/authorize-page.ts";
import { answerTokenRequest, DEFAULT_SCOPES } from "./access/oauth-routes.ts";
import type { Org } from "./access/org.ts";
import { answerIdentity, IDENTITY_PATH, USER_INFO_PATH } from "./access/org-routes.ts";
import { type ConvertedLead, People, type SalesforceRecord } from "./access/people.ts";
import { toFaultResponse } from "./api/fault-response.ts";
import { type FoundRoute, findRoute } from "./api/routes.ts";
import { notFoundError, SalesforceError } from "./api/salesforce-error.ts";
import type { SalesforceFault, SalesforceSandboxOptions } from "./api/salesforce-options.ts";
import { SalesforceState } from "./api/salesforce-state.ts";
import type { IngestJob } from "./jobs/ingest-job.ts";
import { runJob } from "./jobs/run-job.ts";
import { RecordStore } from "./records/record-store.ts";
import { RowFaults } from "./records/row-faults.ts";
import type { FieldValues } from "./records/sobject-record.ts";
import { FieldAccess } from "./schema/field-access.ts";
import type { DataType, ObjectType } from "./schema/object-type.ts";
import { Schema } from "./schema/schema.ts";
import { seedOrg } from "./schema/seed-org.ts";

/** What an address may be long, with its query. */
const MAX_URL_LENGTH = 16_384;
const TOKEN_PATH = "/services/oauth2/token";
const AUTHORIZE_PATH = "/services/oauth2/authorize";
const EVERY_RIGHT = ["read", "create", "edit", "delete"] as const;
const DEFAULT_LIMITS = { perDay: 100_000 };

/** A Salesforce organisation of its own, with the client and the tokens that its options name. */
export interface SalesforceSandbox {
  /**
   * Answers as Salesforce's API does, for any origin: its own and the login hosts' at once. Rejects where no
   * answer comes: `time-out` and `drop-answer` faults.
   */
  fetch(request: Request): Promise<Response>;
  readonly faults: Faults<SalesforceFault>;
  /** Faults of single records, whichever call brings them. */
  readonly rowFaults: RowFaults;
  /** Every call since the start, in order. */
  readonly calls: readonly SandboxCall[];
  /** Empty as long as the passes that `x-coccinelle-pass` names follow one another. */
  readonly overlaps: readonly PassOverlap[];
  /** How often each route was called: `{"PATCH /composite/sobjects/Contact/{field}": 2}`. */
  countBy(isCounted?: (call: SandboxCall) => boolean): Record<string, number>;
  /** 18 characters. */
  readonly organizationId: string;
  /** The user that the API runs as. */
  readonly userId: string;
  /** Every record of an object, those in the recycle bin too. */
  records(type: ObjectType): SalesforceRecord[];
  /** What a person does in Salesforce: adds a record and gets its id. Throws for an unknown field. */
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
  /** Makes a contact of a lead, or leads it to one that is there. */
  convertLead(id: string, intoContactId?: string): ConvertedLead;
  /** Every job that takes records in. */
  jobs(): IngestJob[];
  /** Ends a job before its time: its first rows are done, the others are not. */
  endJob(id: string, state: "Aborted" | "Failed", processedRows: number): void;
  /** Tokens as after a person's consent. Throws without `app`. */
  grant(scopes?: readonly string[]): IssuedTokens;
  /** Ends all access tokens, as a time-out of the sessions does; refresh tokens stay. */
  endSessions(): void;
  /** Ends all tokens, as when a person revokes the client's access. Throws without `app`. */
  revokeGrants(): void;
  /** All that it remembers but for calls, faults, counted limits and open queries, as plain JSON. */
  export(): SalesforceState;
  /** Goes on from an exported state; throws if it is none. */
  import(state: unknown): void;
}

/** Makes a stand-in of the Salesforce APIs, as far as a sync of customers and their activities uses them. */
export function createSalesforceSandbox(options: SalesforceSandboxOptions): SalesforceSandbox {
  const { clock, newId, sleep, latencyMs = 0, app } = options;
  const now = () => clock().getTime();
  const org = createOrg(options);
  const people = new People(org);
  const grants = app && new OAuthGrants({ app, now, newId: () => `${org.organizationId}!${newId()}` });
  const permanentTokens = new Set(options.accessTokens);
  const endedTokens = new Set<string>();
  const faults = new Faults<SalesforceFault>();
  const log = new CallLog();
  const served = { log, faults, sleep, latencyMs, toFaultResponse };

  async function carryOut(
    request: Request,
    found: FoundRoute | undefined,
    isOneTooMany: boolean,
  ): Promise<Response> {
    const url = new URL(request.url);
    const text = await readText(request);
    const authorization = request.headers.get("authorization");
    if (app && grants) {
      if (url.pathname === TOKEN_PATH && request.method === "POST") {
        const context = { app, grants, org, origin: url.origin, instanceUrl: options.instanceUrl };
        return toResponse(await answerTokenRequest(context, text, authorization));
      }
      if (url.pathname === AUTHORIZE_PATH && request.method === "GET") {
        return answerAuthorizeRequest(grants, app, url);
      }
    }
    if (url.href.length - url.origin.length > MAX_URL_LENGTH) {
      return new Response("<h1>URI Too Long</h1>", { status: 414, headers: { "Content-Type": "text/html" } });
    }
    if (!hasSession(authorization)) {
      return toResponse(
        new SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid").toAnswer(),
      );
    }
    try {
      org.usage.count(isOneTooMany);
      org.access.refresh();
      const answer = handle(request, url, text, found);
      return toResponse({ ...answer, headers: { ...org.usage.toHeaders(), ...answer.headers } });
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error;
      return toResponse({ ...error.toAnswer(), headers: org.usage.toHeaders() });
    }
  }

  function handle(request: Request, url: URL, body: string, found: FoundRoute | undefined): SandboxAnswer {
    if (request.method === "GET" && isIdentityPath(url.pathname)) return answerIdentity(org, url);
    if (!found) throw notFoundError();
    const { route, params, basePath } = found;
    return route.handle({ org, params, query: url.searchParams, headers: request.headers, body, basePath });
  }

  function hasSession(authorization: string | null): boolean {
    const token = /^(?:Bearer|OAuth) (?<token>.+)$/i.exec(authorization ?? "")?.groups?.token ?? "";
    if (permanentTokens.has(token)) return !endedTokens.has(token);
    const granted = grants?.findAccessToken(token);
    return granted !== undefined && (granted.expiresAt === null || granted.expiresAt > now());
  }

  function getGrants(): OAuthGrants {
    if (!grants) throw new Error("this sandbox has no client that people may grant access to");
    return grants;
  }

  return {
    faults,
    rowFaults: org.rowFaults,
    calls: log.calls,
    overlaps: log.overlaps,
    countBy: (isCounted) => log.countBy(isCounted),
    get organizationId() {
      return org.organizationId;
    },
    get userId() {
      return org.userId;
    },

    async fetch(request) {
      const { pathname } = new URL(request.url);
      const found = findRoute(request.method, pathname);
      const pass = request.headers.get("x-coccinelle-pass");
      const path = found?.normalizedPath ?? normalizeOtherPath(pathname);
      const call: SandboxCall = {
        method: request.method,
        path,
        at: clock(),
        pass,
        status: null,
        fault: null,
      };
      const { isOneTooMany } = org.usage.begin();
      try {
        return await serveCall(served, call, request.signal, () => carryOut(request, found, isOneTooMany));
      } finally {
        org.usage.end();
      }
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

    grant: (scopes = [...DEFAULT_SCOPES, "refresh_token"]) => getGrants().issueTokens([...scopes]),
    endSessions() {
      grants?.endAccess();
      for (const token of permanentTokens) endedTokens.add(token);
    },
    revokeGrants: () => getGrants().revokeAll(),

    export() {
      return structuredClone({
        organizationId: org.organizationId,
        userId: org.userId,
        personId: org.personId,
        store: org.store.export(),
        customFields: org.schema.exportCustom(),
        jobs: [...org.jobs.values()],
        oauth: grants?.export() ?? { codes: {}, accessTokens: {}, refreshTokens: {} },
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
  const { clock, rights = {}, countries = [] } = options;
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
    rowFaults: new RowFaults(),
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
    grantsFieldAccess: options.grantsFieldAccess ?? false,
    allowsActivityKeys: options.allowsActivityKeys ?? true,
    upsertFindsDeleted: options.upsertFindsDeleted ?? false,
    refusesWholeCalls: options.refusesWholeCalls ?? false,
    pollsUntilJobEnds: options.pollsUntilJobEnds ?? 1,
    jobMs: options.jobMs ?? 0,
    secondUpload: options.secondUpload ?? "refused",
    queryPageSize: options.queryPageSize ?? 2000,
  };
  seedOrg(org, options);
  return org;
}

function isIdentityPath(pathname: string): boolean {
  return pathname === USER_INFO_PATH || IDENTITY_PATH.test(pathname);
}

/** Of what is not under `/services/data`. */
function normalizeOtherPath(pathname: string): string {
  if (pathname === TOKEN_PATH) return "/oauth2/token";
  return IDENTITY_PATH.test(pathname) ? "/id" : pathname;
}
