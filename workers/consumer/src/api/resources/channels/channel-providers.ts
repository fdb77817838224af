import {
  CommonChannelSettings,
  normalizePhone,
  type Provider,
  TwilioCredentials,
  TwilioSettings,
  VoiceSettings,
} from "@coccinelle/core";
import type { Channel } from "@coccinelle/db";
import * as z from "zod";
import { invalidRequest } from "../../frame/api-error.ts";

/** The columns that credentials fill. The account is stored in the clear, so that a request's owner can be looked up. */
export interface CredentialColumns {
  /** Not sealed yet. */
  credentials: object;
  accountId: string | null;
}

/** The columns that settings fill. */
export type SettingColumns = Pick<Channel, "settings" | "serviceId">;

/** The part of the operators' API that differs from provider to provider. */
interface ChannelProvider {
  /** Reads the credentials that a person gives. */
  credentials: z.ZodType<CredentialColumns>;
  /** Reads the settings that a person gives. Unknown fields are refused, since they are typing mistakes. */
  settings: z.ZodType<SettingColumns>;
  /**
   * The address as channels are stored, from the address that a person writes.
   *
   * @throws ApiError if it is no address of the provider
   */
  readAddress(written: string, country: string): string;
  /** The fields of an answer that only this provider's channels have. Credentials are never among them. */
  answer: Readonly<Record<string, z.ZodType>>;
  toAnswer(channel: Channel): Record<string, unknown>;
}

/** An address at Twilio that is no phone number: a Messaging Service, a short code or an alphanumeric sender. */
const OTHER_TWILIO_ADDRESS = /^(?:MG[0-9a-zA-Z]+|[1-9]\d{2,7}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11})$/;

/** The providers that a channel may be at. */
export const CHANNEL_PROVIDERS: Readonly<Record<Provider, ChannelProvider>> = {
  twilio: {
    credentials: TwilioCredentials.transform((credentials) => ({
      credentials,
      accountId: credentials.accountSid,
    })),
    settings: z
      .strictObject({
        ...CommonChannelSettings.shape,
        ...TwilioSettings.shape,
        voice: z.strictObject(VoiceSettings.shape).optional(),
      })
      .transform((settings) => ({ settings, serviceId: settings.messagingServiceSid ?? null })),
    readAddress(written, country) {
      const address = normalizePhone(written, country) ?? OTHER_TWILIO_ADDRESS.exec(written)?.[0];
      if (address) return address;
      const message = `not a phone number in ${country}, a short code, an alphanumeric sender or a Messaging Service (MG…)`;
      throw invalidRequest([{ path: "address", message }]);
    },
    answer: { accountSid: z.string().nullable() },
    toAnswer: ({ accountId }) => ({ accountSid: accountId }),
  },
};
