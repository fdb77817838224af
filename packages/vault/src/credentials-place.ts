import type { SealedPlace } from "./vault.ts";

interface SealedRow {
  id: string;
  tenantId: string;
}

/** Where a row's credentials are sealed: whoever writes and whoever reads them names the same place. */
export function credentialsPlace(
  table: "channels" | "crm_integrations",
  { id, tenantId }: SealedRow,
): SealedPlace {
  return { table, rowId: id, tenantId, field: "credentials" };
}

export function channelCredentialsPlace(channel: SealedRow): SealedPlace {
  return credentialsPlace("channels", channel);
}

export function integrationCredentialsPlace(integration: SealedRow): SealedPlace {
  return credentialsPlace("crm_integrations", integration);
}
