import * as z from "zod";

/** How one channel is read; everything has a default. */
export const ChannelSettings = z.strictObject({
  /** ISO 3166-1 alpha-2: how to read a phone number without a country code. France by default. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  /** The Messaging Service (`MG…`) whose pool the number is in: its messages are the channel's too. */
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-zA-Z]+$/)
    .optional(),
  /** The fragment of the webhook's URL at Twilio, such as `rc=5&rp=all`, in case it is signed with the rest. */
  connectionOverrides: z
    .string()
    .regex(/^[a-z]+=[^#\s]+$/)
    .optional(),
});
export type ChannelSettings = z.infer<typeof ChannelSettings>;

/** What verifies a Twilio account's requests. The previous token counts while a rotation is under way. */
export const TwilioCredentials = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-zA-Z]+$/),
  authToken: z.string().min(1),
  previousAuthToken: z.string().min(1).optional(),
});
export type TwilioCredentials = z.infer<typeof TwilioCredentials>;
