import { toResponse } from "../frame/answer.ts";
import { type Fault, Faults } from "../frame/faults.ts";
import { readText } from "../frame/read-text.ts";
import { serveCall } from "../frame/sandbox.ts";
import { CallLog, type PassOverlap, type SandboxCall } from "../frame/sandbox-call.ts";
import { type IssuedTokens, OAuthGrants } from "../oauth/oauth-grants.ts";
import { authorizeCall } from "./access/authorize-call.ts";
import { answerAuthorizeRequest } from "./access/authorize-page.ts";
import { answerTokenRequest } from "./access/oauth-routes.ts";
import { People, type SandboxRecord } from "./access/people.ts";
import type { Portal } from "./access/portal.ts";
import { RateLimiter } from "./access/rate-limiter.ts";
import { toFaultResponse } from "./api/fault-response.ts";
import { HubspotError, notFoundError, validationError } from "./api/hubspot-error.ts";
import type { HubspotSandboxOptions } from "./api/hubspot-options.ts";
import { HubspotState } from "./api/hubspot-state.ts";
import { type FoundRoute, findRoute } from "./api/routes.ts";
import { CrmStore } from "./objects/crm-store.ts";
import type { ObjectType } from "./objects/object-type.ts";
import { PropertyCatalog } from "./properties/property-catalog.ts";

const DEFAULT_PORTAL_ID = 1_000_001;
const TOKEN_PATH = /^\/oauth\/(?<version>v1|v3|2026-0[39])\/token$/;

/** A HubSpot account of its own, with the application and the keys that its options name. */
export interface HubspotSandbox {
  /**
   * Answers as HubSpot's API does, for any origin. Rejects where no answer comes: `time-out` and
   * `drop-answer` faults.
   */
  fetch(request: Request): Promise<Response>;
  readonly faults: Faults;
  /** Every call since the start, in order. */
  readonly calls: readonly SandboxCall[];
  /** Empty as long as the passes that `x-coccinelle-pass` names follow one another. */
  readonly overlaps: readonly PassOverlap[];
  /** How often each route was called: `{"POST /crm/objects/contacts/batch/read": 2}`. */
  countBy(isCounted?: (call: SandboxCall) => boolean): Record<string, number>;
  /** Every record of a type with its associations; without those that were merged away. */
  records(type: ObjectType): SandboxRecord[];
  /** What a person does in HubSpot: adds a record and gets its id. Throws for an unknown property. */
  add(type: ObjectType, properties: Record<string, string>): string;
  /** Sets any property, the read-only ones such as `hs_email_optout` too; `""` clears it. */
  edit(id: string, properties: Record<string, string>): void;
  /** Archives a record. */
  remove(id: string): void;
  /** Merges the second contact into the first; both become a new record, whose id this returns. */
  merge(primaryId: string, secondaryId: string): string;
  /** Tokens as after a person's consent. Throws without `oauth`. */
  grant(scopes: readonly string[]): IssuedTokens;
  /** Ends all OAuth tokens, as when a person removes the application. Throws without `oauth`. */
  revokeGrants(): void;
  /** All that it remembers but for calls, faults and counted limits, as plain JSON. */
  export(): HubspotState;
  /** Goes on from an exported state; throws if it is none. */
  import(state: unknown): void;
}

/** Makes a stand-in of the HubSpot API, as far as a sync of contacts and their activities uses it. */
export function createHubspotSandbox(options: HubspotSandboxOptions): HubspotSandbox {
  const { clock, newId, sleep, latencyMs = 0, limits } = options;
  const now = () => clock().getTime();
  const catalog = new PropertyCatalog();
  const store = new CrmStore({ catalog, now, searchLagMs: options.searchLagMs ?? 0 });
  const portal: Portal = {
    portalId: options.portalId ?? DEFAULT_PORTAL_ID,
    store,
    catalog,
    now,
    owners: options.owners ?? [],
    emailConflict: options.emailConflict ?? "existing-id",
    refusesWholeBatches: options.refusesWholeBatches ?? false,
    requiredProperties: options.requiredProperties ?? {},
    uniquePropertyTypes: options.uniquePropertyTypes ?? ["contacts"],
  };
  const serviceKeys = new Map(Object.entries(options.serviceKeys ?? {}));
  const people = new People(portal);
  const grants = options.oauth && new OAuthGrants({ app: options.oauth, now, newId });
  const limiter = limits && new RateLimiter(limits, now);
  const faults = new Faults();
  const log = new CallLog();
  const served = {
    log,
    faults,
    sleep,
    latencyMs,
    toFaultResponse: (fault: Fault) => toFaultResponse(fault, newId()),
  };

  async function carryOut(request: Request, found: FoundRoute | undefined): Promise<Response> {
    const url = new URL(request.url);
    const text = await readText(request);
    if (grants) {
      const version = TOKEN_PATH.exec(url.pathname)?.groups?.version;
      if (version && request.method === "POST") {
        return toResponse(await answerTokenRequest(grants, text, version === "v1"));
      }
      if (url.pathname === "/oauth/authorize" && request.method === "GET") {
        return answerAuthorizeRequest(grants, url);
      }
    }
    let headers: Record<string, string> = {};
    try {
      if (!found) throw notFoundError(`There is no ${request.method} ${url.pathname} here.`);
      const { route, params, isDateVersioned } = found;
      const authorization = request.headers.get("authorization");
      const caller = authorizeCall(authorization, route.scope, { serviceKeys, grants, now });
      headers = limiter?.count({ caller, isSearch: route.isSearch === true }) ?? {};
      const body = readJson(text);
      const answered = route.handle({ portal, params, query: url.searchParams, body, isDateVersioned });
      return toResponse({ ...answered, headers });
    } catch (error) {
      if (!(error instanceof HubspotError)) throw error;
      const answered = { status: error.status, body: error.toBody(newId()) };
      return toResponse({ ...answered, headers: { ...headers, ...error.fields.headers } });
    }
  }

  function getGrants(): OAuthGrants {
    if (!grants) throw new Error("this sandbox has no OAuth application");
    return grants;
  }

  return {
    faults,
    calls: log.calls,
    overlaps: log.overlaps,
    countBy: (isCounted) => log.countBy(isCounted),

    async fetch(request) {
      const { method, url } = request;
      const { pathname } = new URL(url);
      const found = findRoute(method, pathname);
      const pass = request.headers.get("x-coccinelle-pass");
      const path = found?.normalizedPath ?? (TOKEN_PATH.test(pathname) ? "/oauth/token" : pathname);
      const call: SandboxCall = { method, path, at: clock(), pass, status: null, fault: null };
      return serveCall(served, call, request.signal, () => carryOut(request, found));
    },

    records: (type) => people.listRecords(type),
    add: (type, properties) => people.add(type, properties),
    edit: (id, properties) => people.edit(id, properties),
    remove: (id) => people.remove(id),
    merge: (primaryId, secondaryId) => people.merge(primaryId, secondaryId),
    grant: (scopes) => getGrants().issueTokens([...scopes]),
    revokeGrants: () => getGrants().revokeAll(),

    export() {
      return structuredClone({
        crm: store.export(),
        properties: catalog.exportCreated(),
        oauth: grants?.export() ?? { codes: {}, accessTokens: {}, refreshTokens: {} },
      });
    },

    import(state) {
      const { crm, properties, oauth } = HubspotState.parse(state);
      catalog.importCreated(properties);
      store.import(crm);
      grants?.import(oauth);
    },
  };
}

/** @throws HubspotError 400 */
function readJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw validationError("Invalid input JSON: the body cannot be parsed.");
  }
}
