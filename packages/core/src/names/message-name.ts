import * as z from "zod";
import { nameFromProfile } from "./name-from-profile.ts";
import { nameFromText } from "./name-from-text.ts";
import { completeName, type PersonName } from "./reading/person-name.ts";

/** The sources of a customer's name, the strongest first. */
export const NameSource = z.enum(["human", "crm", "self_introduction", "profile", "placeholder"]);
export type NameSource = z.infer<typeof NameSource>;

/** Whether a name from `source` may replace one from `current`. A name does not replace one of the same source. */
export function isStrongerSource(source: NameSource, current: NameSource): boolean {
  return NameSource.options.indexOf(source) < NameSource.options.indexOf(current);
}

/** The sender's name that a message gives, and where in the message it stands. */
export interface MessageName {
  name: PersonName;
  source: Extract<NameSource, "self_introduction" | "profile">;
}

/**
 * The best name that one message gives its sender. A name by which the text introduces the sender comes before the
 * profile name. Where the text gives one part of a name, a profile name that agrees with it adds the other part.
 *
 * @param message the text, and the profile name that the sender has at the provider
 * @returns null where the message gives no name
 */
export function messageName(message: { text: string; profileName?: string | undefined }): MessageName | null {
  const profile = message.profileName === undefined ? null : nameFromProfile(message.profileName);
  const introduced = nameFromText(message.text);
  if (introduced) {
    return { name: completeName(introduced, profile ? [profile] : []), source: "self_introduction" };
  }
  return profile && { name: profile, source: "profile" };
}
