import type { RemoteRecord } from "./answers.ts";
import type { RemoteValues } from "./choose-properties.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import type { HubspotSettings } from "./hubspot-settings.ts";

/** As many as a long first load leaves behind, at some hundred bytes each. */
const MAX_KNOWN = 20_000;

/** What is read back of a contact. */
export interface RemoteState {
  prospectId: string | null;
  ownerId: string | null;
  lifecycle: string | null;
  optedOut: boolean;
}

export function readState(properties: RemoteValues, { optOutProperties }: HubspotSettings): RemoteState {
  return {
    prospectId: properties[KEY_PROPERTY] || null,
    ownerId: properties.hubspot_owner_id || null,
    lifecycle: properties.lifecyclestage || null,
    optedOut: optOutProperties.some((name) => properties[name] === "true"),
  };
}

/**
 * What the contacts were like when they were last reported, or made here. One that is found changed and still
 * is like that was changed by nobody but us, in nothing that is read back. It is told by what stands there,
 * not by whose write was the last: ours may have come right after a person's.
 */
export interface KnownContacts {
  remember(id: string, properties: RemoteValues): void;
  isKnown(record: RemoteRecord): boolean;
}

export function createKnownContacts(settings: HubspotSettings): KnownContacts {
  const known = new Map<string, RemoteState>();
  return {
    remember(id, properties) {
      known.delete(id);
      known.set(id, readState(properties, settings));
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    },
    isKnown: ({ id, properties }) =>
      JSON.stringify(known.get(id)) === JSON.stringify(readState(properties, settings)),
  };
}
