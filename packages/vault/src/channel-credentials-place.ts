import type { SealedPlace } from "./vault.ts";

/** Where a channel's credentials are sealed: whoever writes and whoever reads them names the same place. */
export function channelCredentialsPlace(channel: { id: string; tenantId: string }): SealedPlace {
  return { table: "channels", rowId: channel.id, tenantId: channel.tenantId, field: "credentials" };
}
