import type { CrmStore } from "./crm-store.ts";
import type { EmailConflictForm, HubspotOwner } from "./hubspot-options.ts";
import type { ObjectType } from "./object-type.ts";
import type { PropertyCatalog } from "./property-catalog.ts";

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
