import * as z from "zod";
import { toPresentPhone } from "../identities/phone.ts";
import { TwilioSettings } from "./twilio-channel.ts";

/** The settings that a channel has at any provider. */
export const CommonChannelSettings = z.object({
  /** ISO 3166-1 alpha-2: how to read a phone number without a country code. France by default. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});

/** How one channel is read and answered. The operators' API lets a channel have only its own provider's settings. */
export const ChannelSettings = z.object({ ...CommonChannelSettings.shape, ...TwilioSettings.shape });
export type ChannelSettings = z.infer<typeof ChannelSettings>;

/** An id at Twilio has 34 characters, and a number in E.164 has at most 16: no channel has a longer one. */
const MAX_CLAIM_LENGTH = 64;

/** The channel that a request says it is for. Anybody can write this: it is no proof before the signature has passed. */
export interface ChannelClaims {
  /** The number or other address that was written to or called, as channels are stored. */
  address?: string | undefined;
  /** The provider's pool of addresses. */
  serviceId?: string | undefined;
  /** The account at the provider. */
  accountId?: string | undefined;
}

/** Makes claims of a request's values. An empty value, or a value longer than any channel's, claims nothing. */
export function toChannelClaims({ address, serviceId, accountId }: ChannelClaims): ChannelClaims {
  return {
    address: readClaim(address && toChannelAddress(address)),
    serviceId: readClaim(serviceId),
    accountId: readClaim(accountId),
  };
}

/**
 * A provider's address in the form in which channels are stored: a phone number in the present form of its
 * E.164, any other address as the provider writes it. Only this function decides between the two, and it does
 * not guess: a parser hands over a phone number with its plus, and adds the plus where the provider leaves it
 * out. Digits without a plus are a short code or another id. A person writes a channel's address more freely:
 * the operators' API reads it by the rules of the provider.
 */
export function toChannelAddress(address: string): string {
  return toPresentPhone(address);
}

function readClaim(value: string | undefined): string | undefined {
  return value && value.length <= MAX_CLAIM_LENGTH ? value : undefined;
}
