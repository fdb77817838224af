import type { EmailConflictForm, HubspotOwner } from "../api/hubspot-options.ts";
import type { CrmStore } from "../objects/crm-store.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { PropertyCatalog } from "../properties/property-catalog.ts";

/** What the routes work on: one account's data and its rules. */
export interface Portal {
  portalId: number;
  store: CrmStore;
  catalog: PropertyCatalog;
  now: () => number;
  owners: readonly HubspotOwner[];
  emailConflict: EmailConflictForm;
  refusesWholeBatches: boolean;
  requiredProperties: Partial<Record<ObjectType, readonly string[]>>;
  uniquePropertyTypes: readonly ObjectType[];
}
