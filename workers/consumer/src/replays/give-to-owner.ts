import {
  decodeMessageEvent,
  type EventSigner,
  editedEventId,
  type MessageEvent,
  messageEventId,
  toPresentPhone,
} from "@coccinelle/core";
import { type Channel, findChannelCandidates } from "@coccinelle/db";

/**
 * An event that no tenant could be found for, as it would be had it come today: of the channel that has its
 * address by now, and with the id that the tenant gives it, so that the same message delivered once more
 * by the provider adds nothing. As it is where nobody has the address, where two tenants do, and where it is
 * no such event.
 *
 * Only channels of those who signed the message count: an address is a claim that any tenant can register,
 * the signature is not.
 */
export async function giveToOwner(body: unknown, db: D1Database): Promise<unknown> {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded || decoded.event.tenantId !== null) return body;
  const { signers = [], ...event } = decoded.event;
  const channel = await findOwningChannel(event, signers, db);
  if (channel === null) return body;
  const { id: channelId, tenantId, settings } = channel;
  const owned = {
    ...event,
    tenantId,
    channelId,
    defaultCountry: settings.defaultCountry ?? event.defaultCountry,
  };
  const { originEventId } = event;
  return {
    ...owned,
    id: await (originEventId ? editedEventId(originEventId, owned) : messageEventId(owned)),
  };
}

async function findOwningChannel(
  { provider, recipient }: Pick<MessageEvent, "provider" | "recipient">,
  signers: readonly EventSigner[],
  db: D1Database,
): Promise<Channel | null> {
  if (recipient === "" || signers.length === 0) return null;
  const channels = await findChannelCandidates(db, provider, {
    address: toPresentPhone(recipient),
    serviceId: recipient,
  });
  const proven = channels.filter((channel) => signers.some((signer) => isOf(channel, signer)));
  const tenants = new Set(proven.map(({ tenantId }) => tenantId));
  return tenants.size === 1 ? (proven[0] ?? null) : null;
}

function isOf(channel: Channel, { tenantId, accountId }: EventSigner): boolean {
  return channel.tenantId === tenantId && channel.accountId === accountId;
}
