import type { SealedPlace } from "./vault.ts";

/** Where an integration's credentials are sealed: whoever writes and whoever reads them names the same place. */
export function integrationCredentialsPlace(integration: { id: string; tenantId: string }): SealedPlace {
  return {
    table: "crm_integrations",
    rowId: integration.id,
    tenantId: integration.tenantId,
    field: "credentials",
  };
}
