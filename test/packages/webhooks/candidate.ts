import { randomUUID } from "node:crypto";
import type { ChannelCandidate } from "@coccinelle/webhooks";

/** A channel with ids, number, account and key of its own. */
export function newCandidate(partial: Partial<ChannelCandidate> = {}): ChannelCandidate {
  return {
    channelId: `chan_${randomUUID()}`,
    tenantId: `tenant_${randomUUID()}`,
    address: "+33757000001",
    accountId: `AC${randomUUID().replaceAll("-", "")}`,
    serviceId: null,
    settings: {},
    isSealed: false,
    keys: [{ secret: randomUUID() }],
    ...partial,
  };
}
