import { randomBytes, randomUUID } from "node:crypto";
import { insertChannel } from "@coccinelle/db";
import { channelCredentialsPlace, createVault } from "@coccinelle/vault";
import { type SignedRequest, signTwilioForm } from "../../test/support/sign-twilio.ts";
import { randomSid, twilioFields } from "../demo/twilio-fields.ts";
import { MESSAGE_TEXT } from "./messages.ts";

const PUBLIC_BASE_URL = "https://crm.example.com";
const ADDRESS = "+33757591234";

export interface TwilioAccount {
  /** The variables of the ingest Worker. */
  secrets: { CREDENTIALS_KEYS: string; PUBLIC_BASE_URL: string };
  /** Writes the account's channel in the same form as the operators' API. */
  saveChannel(db: D1Database): Promise<void>;
  /** Makes webhooks like Twilio's, each with another message, SMS and WhatsApp by turns. */
  signWebhooks(count: number): SignedRequest[];
}

/** A Twilio account with one number, which is a channel of the tenant. All secrets are new. */
export function newTwilioAccount(): TwilioAccount {
  const accountSid = randomSid("AC");
  const authToken = randomBytes(16).toString("hex");
  const secrets = {
    CREDENTIALS_KEYS: JSON.stringify({
      current: "bench",
      keys: { bench: randomBytes(32).toString("base64") },
    }),
    PUBLIC_BASE_URL,
  };
  return {
    secrets,

    async saveChannel(db) {
      const channel = { id: randomUUID(), tenantId: "bench" };
      const vault = createVault(secrets.CREDENTIALS_KEYS, {
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      });
      const credentials = await vault.seal(
        JSON.stringify({ accountSid, authToken }),
        channelCredentialsPlace(channel),
      );
      await insertChannel(
        db,
        {
          ...channel,
          provider: "twilio",
          address: ADDRESS,
          accountId: accountSid,
          serviceId: null,
          credentials,
          settings: {},
        },
        new Date(),
      );
    },

    signWebhooks: (count) =>
      Array.from({ length: count }, (_, index) => {
        const via = index % 2 === 0 ? "sms" : "whatsapp";
        const from = `+336120${String(index).padStart(5, "0")}`;
        return signTwilioForm(
          { authToken, url: `${PUBLIC_BASE_URL}/webhooks/twilio/${via}` },
          twilioFields({ via, accountSid, from, to: ADDRESS, text: MESSAGE_TEXT }),
        );
      }),
  };
}
