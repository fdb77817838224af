import type { Fault } from "../frame/faults.ts";
import { type Sandbox, serveApi } from "../frame/sandbox.ts";
import { getGrants, type IssuedTokens, NO_GRANTS, OAuthGrants } from "../oauth/oauth-grants.ts";
import { authorizeCall } from "./access/authorize-call.ts";
import { People, type SandboxRecord } from "./access/people.ts";
import type { Portal } from "./access/portal.ts";
import { RateLimiter } from "./access/rate-limiter.ts";
import { toFaultAnswer } from "./api/hubspot-error.ts";
import type { HubspotSandboxOptions } from "./api/hubspot-options.ts";
import { HubspotState } from "./api/hubspot-state.ts";
import { locate, ROUTES, UNKNOWN_ROUTE } from "./api/routes.ts";
import { CrmStore } from "./objects/crm-store.ts";
import { ObjectType } from "./objects/object-type.ts";
import { PropertyCatalog } from "./properties/property-catalog.ts";

const DEFAULT_PORTAL_ID = 1_000_001;

/** A HubSpot account of its own, with the application and the keys that its options name. */
export interface HubspotSandbox extends Sandbox<Fault, HubspotState> {
  /** Every record of a type with its associations; without those that were merged away. */
  records(type: ObjectType): SandboxRecord[];
  /** Adds a record as a person does in HubSpot, and returns its id. Throws for an unknown property. */
  add(type: ObjectType, properties: Record<string, string>): string;
  /** Sets any property, the read-only ones such as `hs_email_optout` too; `""` clears it. */
  edit(id: string, properties: Record<string, string>): void;
  /** Archives a record. */
  remove(id: string): void;
  /** Merges the second contact into the first; both become a new record, whose id this returns. */
  merge(primaryId: string, secondaryId: string): string;
  /** Issues tokens as after a person's consent. Throws without `oauth`. */
  grant(scopes: readonly string[]): IssuedTokens;
  /** Ends all OAuth tokens, as when a person removes the application. Throws without `oauth`. */
  revokeGrants(): void;
}

/** Makes a stand-in of the HubSpot API, as far as a sync of contacts and their activities uses it. */
export function createHubspotSandbox(options: HubspotSandboxOptions): HubspotSandbox {
  const { clock, newId, oauth, limits } = options;
  const now = () => clock().getTime();
  const catalog = new PropertyCatalog();
  const store = new CrmStore({ catalog, now, searchLagMs: options.searchLagMs ?? 0 });
  const grants = oauth && new OAuthGrants({ app: oauth, now, newId });
  const portal: Portal = {
    portalId: options.portalId ?? DEFAULT_PORTAL_ID,
    store,
    catalog,
    now,
    grants,
    owners: options.owners ?? [],
    emailConflict: options.emailConflict ?? "existing-id",
    refusesWholeBatches: options.refusesWholeBatches ?? false,
    requiredProperties: options.requiredProperties ?? {},
    uniquePropertyTypes: options.uniquePropertyTypes ?? ["contacts"],
  };
  const serviceKeys = new Map(Object.entries(options.serviceKeys ?? {}));
  const limiter = limits && new RateLimiter(limits, now);
  const people = new People(portal);

  return {
    ...serveApi(options, {
      context: { portal },
      routes: ROUTES,
      unknownRoute: UNKNOWN_ROUTE,
      locate,
      isName: (segment) => ObjectType.safeParse(segment).success,
      admit({ headers }, { scope, isSearch = false }) {
        const caller = authorizeCall(headers.get("authorization"), scope, { serviceKeys, grants, now });
        return limiter?.count({ caller, isSearch }) ?? {};
      },
      toFaultAnswer,
    }),

    records: (type) => people.listRecords(type),
    add: (type, properties) => people.add(type, properties),
    edit: (id, properties) => people.edit(id, properties),
    remove: (id) => people.remove(id),
    merge: (primaryId, secondaryId) => people.merge(primaryId, secondaryId),
    grant: (scopes) => getGrants(grants).issueTokens([...scopes]),
    revokeGrants: () => getGrants(grants).revokeAll(),

    export() {
      return structuredClone({
        crm: store.export(),
        properties: catalog.exportCreated(),
        oauth: grants?.export() ?? NO_GRANTS,
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
