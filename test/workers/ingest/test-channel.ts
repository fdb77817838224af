import { env } from "cloudflare:workers";
import type { ChannelSettings } from "@coccinelle/core";
import { channelCredentialsPlace, createVault } from "@coccinelle/vault";
import { type SignedRequest, signTwilioForm } from "../../support/sign-twilio.ts";

export const URL_SMS = "https://crm.example.com/webhooks/twilio/sms";
const URL_VOICE = "https://crm.example.com/webhooks/twilio/voice";
const URL_STATUS = "https://crm.example.com/webhooks/twilio/status";

export const vault = createVault(env.CREDENTIALS_KEYS, {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

export interface TestChannel {
  id: string;
  tenantId: string;
  address: string;
  accountSid: string;
  authToken: string;
  settings: ChannelSettings;
}

/** A channel with ids, number, account and token of its own. */
export function newChannel(partial: Partial<TestChannel> = {}): TestChannel {
  return {
    id: `chan_${crypto.randomUUID()}`,
    tenantId: `tenant_${crypto.randomUUID()}`,
    address: `+337${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`,
    accountSid: `AC${crypto.randomUUID().replaceAll("-", "")}`,
    authToken: crypto.randomUUID(),
    settings: {},
    ...partial,
  };
}

/** Writes a channel as the operators' API does, or over the one with its id. */
export async function saveChannel(channel: TestChannel, sealed?: string): Promise<TestChannel> {
  const { id, tenantId, address, accountSid, authToken, settings } = channel;
  const place = channelCredentialsPlace(channel);
  const credentials = sealed ?? (await vault.seal(JSON.stringify({ accountSid, authToken }), place));
  await env.DB.prepare(
    `INSERT OR REPLACE INTO channels (id, tenant_id, provider, address, account_id, credentials, settings, created_at, updated_at)
     VALUES (?1, ?2, 'twilio', ?3, ?4, ?5, ?6, datetime('now'), datetime('now'))`,
  )
    .bind(id, tenantId, address, accountSid, credentials, JSON.stringify(settings))
    .run();
  return channel;
}

/** The fields of an SMS to the channel. */
export function smsTo(channel: TestChannel, partial: Record<string, string> = {}): Record<string, string> {
  return {
    MessageSid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
    AccountSid: channel.accountSid,
    From: "+33612345678",
    To: channel.address,
    Body: "Bonjour",
    NumMedia: "0",
    ...partial,
  };
}

/** An SMS that the channel's account signed. */
export function signedSms(channel: TestChannel, partial: Record<string, string> = {}): SignedRequest {
  return signTwilioForm({ authToken: channel.authToken, url: URL_SMS }, smsTo(channel, partial));
}

/** An incoming call to the channel, which its account signed. */
export function signedCall(channel: TestChannel, partial: Record<string, string> = {}): SignedRequest {
  return signTwilioForm(
    { authToken: channel.authToken, url: URL_VOICE },
    {
      CallSid: `CA${crypto.randomUUID().replaceAll("-", "")}`,
      AccountSid: channel.accountSid,
      From: "+33612345678",
      To: channel.address,
      CallStatus: "ringing",
      Direction: "inbound",
      ...partial,
    },
  );
}

/** A status callback of a message from the channel, which its account signed. */
export function signedStatus(channel: TestChannel, partial: Record<string, string> = {}): SignedRequest {
  return signTwilioForm(
    { authToken: channel.authToken, url: URL_STATUS },
    {
      MessageSid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
      AccountSid: channel.accountSid,
      From: channel.address,
      To: "+33612345678",
      MessageStatus: "delivered",
      ...partial,
    },
  );
}
