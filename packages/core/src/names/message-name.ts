import * as z from "zod";
import { nameFromProfile } from "./name-from-profile.ts";
import { nameFromText } from "./name-from-text.ts";
import { completeName, type PersonName } from "./reading/person-name.ts";

/** Where a customer's name comes from, the strongest first. */
export const NameSource = z.enum(["human", "crm", "self_introduction", "profile", "placeholder"]);
export type NameSource = z.infer<typeof NameSource>;

/** Whether a name from `source` may replace one from `current`; equals do not replace each other. */
export function isStrongerSource(source: NameSource, current: NameSource): boolean {
  return NameSource.options.indexOf(source) < NameSource.options.indexOf(current);
}

/** What a message says of its sender's name. */
export interface MessageName {
  name: PersonName;
  source: Extract<NameSource, "self_introduction" | "profile">;
}

/**
 * The best name of one message: the one that its text introduces, completed by a profile
 * name that agrees with it, or else the profile name.
 *
 * @param message its text, and the name that the sender gave to the provider
 */
export function messageName(message: { text: string; profileName?: string | undefined }): MessageName | null {
  const profile = message.profileName === undefined ? null : nameFromProfile(message.profileName);
  const introduced = nameFromText(message.text);
  if (introduced) {
    return { name: completeName(introduced, profile ? [profile] : []), source: "self_introduction" };
  }
  return profile && { name: profile, source: "profile" };
}
