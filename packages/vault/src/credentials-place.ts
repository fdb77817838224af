import type { SealedPlace } from "./vault.ts";

interface SealedRow {
  id: string;
  tenantId: string;
}

/**
 * The place for which a row's credentials are sealed. The code that seals them and the code that opens them name the
 * same place.
 */
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
