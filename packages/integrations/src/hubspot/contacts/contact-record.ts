import type { ContactRecord } from "../../contacts/contact-record.ts";
import type { RemoteState } from "../../contacts/known-contacts.ts";
import type { RemoteValues } from "../../records/write-result.ts";
import type { RemoteRecord } from "../api/answers.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { KEY_PROPERTY, LEAD_SOURCE_PROPERTY, stageProperty } from "./contact-fields.ts";

/** The values of a contact that the sync reads back. */
export function readState(properties: RemoteValues, settings: HubspotSettings): RemoteState {
  return {
    prospectId: properties[KEY_PROPERTY] || null,
    ownerId: properties.hubspot_owner_id || null,
    lifecycle: properties[stageProperty(settings)] || null,
    optedOut: settings.optOutProperties.some((name) => properties[name] === "true"),
  };
}

export function toContactRecord(
  { id, properties, updatedAt }: RemoteRecord,
  settings: HubspotSettings,
): ContactRecord {
  // Searches order by this property; the record's own time may be a moment later.
  const modifiedAt = properties.lastmodifieddate ? new Date(properties.lastmodifieddate) : updatedAt;
  return {
    id,
    state: readState(properties, settings),
    isMadeHere: Boolean(properties[LEAD_SOURCE_PROPERTY]),
    modifiedAt: modifiedAt.toISOString(),
    isGone: false,
    values: properties,
  };
}
