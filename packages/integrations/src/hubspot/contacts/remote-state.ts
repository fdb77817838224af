import type { RemoteValues } from "../../contacts/choose-properties.ts";
import type { RemoteState } from "../../contacts/known-contacts.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { KEY_PROPERTY, stageProperty } from "./contact-fields.ts";

/** What is read back of a contact. */
export function readState(properties: RemoteValues, settings: HubspotSettings): RemoteState {
  const { optOutProperties } = settings;
  return {
    prospectId: properties[KEY_PROPERTY] || null,
    ownerId: properties.hubspot_owner_id || null,
    lifecycle: readStage([properties], settings),
    optedOut: optOutProperties.some((name) => properties[name] === "true"),
  };
}

/** The first stage that stands in any of these. */
export function readStage(
  sources: readonly (RemoteValues | undefined)[],
  settings: HubspotSettings,
): string | null {
  const name = stageProperty(settings);
  return sources.map((properties) => properties?.[name]).find(Boolean) ?? null;
}
