import * as z from "zod";

/** How a call is answered, in this order: a text is said, another number rung, a message recorded. */
export const VoiceSettings = z.object({
  /** Twilio says no more at once. */
  say: z.string().trim().min(1).max(4096).optional(),
  /** The language of `say`, such as `en-GB`; French by default. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .optional(),
  /** Whether the caller may leave a message. */
  record: z.boolean().optional(),
  /** The number to ring, in E.164. */
  dial: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
});
export type VoiceSettings = z.infer<typeof VoiceSettings>;

/** How one channel is read; everything has a default. */
export const ChannelSettings = z.object({
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
  /** What a caller hears and where the call goes. */
  voice: VoiceSettings.optional(),
});
export type ChannelSettings = z.infer<typeof ChannelSettings>;

/** Twilio's have 32 hexadecimal digits; what has a blank in it was copied wrongly. */
const AuthToken = z.string().regex(/^\S+$/).max(200);

/** What verifies a Twilio account's requests. The previous token counts while a rotation is under way. */
export const TwilioCredentials = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-zA-Z]+$/),
  authToken: AuthToken,
  previousAuthToken: AuthToken.optional(),
});
export type TwilioCredentials = z.infer<typeof TwilioCredentials>;
