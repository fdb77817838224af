import type { OAuthGrants } from "../../oauth/oauth-grants.ts";
import type { EmailConflictForm, HubspotOwner } from "../api/hubspot-options.ts";
import type { CrmStore } from "../objects/crm-store.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { PropertyCatalog } from "../properties/property-catalog.ts";

/** One account's data and its rules, which the routes work on. */
export interface Portal {
  portalId: number;
  store: CrmStore;
  catalog: PropertyCatalog;
  now: () => number;
  /** Undefined in a stand-in without an OAuth application. */
  grants: OAuthGrants | undefined;
  owners: readonly HubspotOwner[];
  emailConflict: EmailConflictForm;
  refusesWholeBatches: boolean;
  requiredProperties: Partial<Record<ObjectType, readonly string[]>>;
  uniquePropertyTypes: readonly ObjectType[];
}
