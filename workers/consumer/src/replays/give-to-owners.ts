import {
  decodeMessageEvent,
  type EventSigner,
  editedEventId,
  type MessageEvent,
  messageEventId,
  toChannelAddress,
} from "@coccinelle/core";
import { type Channel, listChannelsAt, type ProviderAddress } from "@coccinelle/db";

type UnownedEvent = MessageEvent & { tenantId: null; signers: EventSigner[] };

/**
 * Gives each event without a tenant to the channel that has its address now, as if the message came today. The
 * event gets the id that it has with the tenant, so the same message adds nothing if the provider delivers it
 * again. A body that is no such event stays as it is. So does an event whose address no tenant has, or several.
 *
 * Only the channels of the event's signers count: any tenant can register an address, but only the account's
 * owner can sign.
 *
 * @returns in the order of the bodies; asks the database once
 */
export async function giveToOwners(bodies: readonly unknown[], db: D1Database): Promise<unknown[]> {
  const unowned = bodies.map(readUnowned);
  const addresses = unowned.flatMap((event) => (event === null ? [] : addressesOf(event)));
  if (addresses.length === 0) return [...bodies];
  const channels = new Map<string, Channel[]>();
  for (const channel of await listChannelsAt(db, addresses)) {
    for (const address of new Set([channel.address, channel.serviceId ?? channel.address])) {
      const key = JSON.stringify([channel.provider, address]);
      channels.set(key, [...(channels.get(key) ?? []), channel]);
    }
  }
  return await Promise.all(
    unowned.map(async (event, index) => {
      if (event === null) return bodies[index];
      const candidates = addressesOf(event).flatMap(
        ({ provider, address }) => channels.get(JSON.stringify([provider, address])) ?? [],
      );
      const owner = findOwner(event, candidates);
      return owner === null ? bodies[index] : await giveTo(owner, event);
    }),
  );
}

function readUnowned(body: unknown): UnownedEvent | null {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded) return null;
  const { tenantId, signers = [], ...event } = decoded.event;
  if (tenantId !== null || signers.length === 0 || event.recipient === "") return null;
  return { ...event, tenantId, signers };
}

/** The address that a message was sent to, as channels are stored and as the provider wrote it. */
function addressesOf({ provider, recipient }: UnownedEvent): ProviderAddress[] {
  return [...new Set([toChannelAddress(recipient), recipient])].map((address) => ({ provider, address }));
}

function findOwner({ signers }: UnownedEvent, candidates: readonly Channel[]): Channel | null {
  const proven = candidates.filter((channel) => signers.some((signer) => isOf(channel, signer)));
  const tenants = new Set(proven.map(({ tenantId }) => tenantId));
  return tenants.size === 1 ? (proven[0] ?? null) : null;
}

async function giveTo(
  { id: channelId, tenantId, settings }: Channel,
  { signers: _, ...event }: UnownedEvent,
): Promise<MessageEvent> {
  const owned = {
    ...event,
    tenantId,
    channelId,
    defaultCountry: settings.defaultCountry ?? event.defaultCountry,
  };
  const { originEventId } = event;
  const id = await (originEventId ? editedEventId(originEventId, owned) : messageEventId(owned));
  return { ...owned, id };
}

function isOf(channel: Channel, { tenantId, accountId }: EventSigner): boolean {
  return channel.tenantId === tenantId && channel.accountId === accountId;
}
