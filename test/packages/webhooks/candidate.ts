import { randomUUID } from "node:crypto";
import type { TwilioCandidate } from "@coccinelle/webhooks";

/** A channel with ids, number, account and token of its own. */
export function twilioCandidate(partial: Partial<TwilioCandidate> = {}): TwilioCandidate {
  const accountSid = `AC${randomUUID().replaceAll("-", "")}`;
  return {
    channelId: `chan_${randomUUID()}`,
    tenantId: `tenant_${randomUUID()}`,
    address: "+33757000001",
    accountId: accountSid,
    serviceId: null,
    settings: {},
    credentials: { accountSid, authToken: randomUUID() },
    ...partial,
  };
}
