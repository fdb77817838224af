import * as z from "zod";

/** How a call is answered, in this order: a text is said, another number is rung, a message is recorded. */
export const VoiceSettings = z.object({
  /** Twilio takes at most 4,096 characters in one `<Say>`. */
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

/** The settings that only a channel at Twilio has. */
export const TwilioSettings = z.object({
  /** The Messaging Service (`MG…`) whose pool holds the number. The channel gets the service's messages too. */
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-zA-Z]+$/)
    .optional(),
  /** The fragment of the webhook's URL at Twilio, such as `rc=5&rp=all`. Twilio may sign it with the URL. */
  connectionOverrides: z
    .string()
    .regex(/^[a-z]+=[^#\s]+$/)
    .optional(),
  /** The text that a caller hears, and the number that is rung. */
  voice: VoiceSettings.optional(),
});
export type TwilioSettings = z.infer<typeof TwilioSettings>;

/** Twilio's tokens have 32 hexadecimal digits. A token with a blank in it was copied wrongly. */
const AuthToken = z.string().regex(/^\S+$/).max(200);

/** The tokens that verify a Twilio account's requests. The previous token counts while a rotation is under way. */
export const TwilioCredentials = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-zA-Z]+$/),
  authToken: AuthToken,
  previousAuthToken: AuthToken.optional(),
});
export type TwilioCredentials = z.infer<typeof TwilioCredentials>;
