import { ChannelSettings, Provider } from "@coccinelle/core";
import { parseMetadata } from "../sql/metadata.ts";
import { toIsoTime } from "../sql/time.ts";

/** A tenant's number or other address at a provider: a row of `channels`. Times are ISO 8601, UTC. */
export interface Channel {
  id: string;
  tenantId: string;
  provider: Provider;
  address: string;
  /** The provider's account, in the clear, so that a request's owner can be looked up. */
  accountId: string | null;
  /** The provider's pool of addresses that this one is in. */
  serviceId: string | null;
  /** Sealed. */
  credentials: string;
  /** Empty where the stored settings cannot be read. */
  settings: ChannelSettings;
  createdAt: string;
  updatedAt: string;
}

export interface ChannelRow {
  id: string;
  tenant_id: string;
  provider: string;
  address: string;
  account_id: string | null;
  service_id: string | null;
  credentials: string;
  settings: string;
  created_at: string;
  updated_at: string;
}

export function toChannel(row: ChannelRow): Channel {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    provider: Provider.parse(row.provider),
    address: row.address,
    accountId: row.account_id,
    serviceId: row.service_id,
    credentials: row.credentials,
    // A row that another version wrote must not make the lookup of all channels fail.
    settings: ChannelSettings.safeParse(parseMetadata(row.settings)).data ?? {},
    createdAt: toIsoTime(row.created_at),
    updatedAt: toIsoTime(row.updated_at),
  };
}
