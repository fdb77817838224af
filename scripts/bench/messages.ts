import type { MessageEvent } from "@coccinelle/core";
import { messageEvent } from "../../test/support/message-event.ts";

export type Sender = Pick<MessageEvent, "channel" | "sender">;

/** What most messages are like: no name, some length, now and then an emoji. */
export const MESSAGE_TEXT =
  "Bonjour, le T3 de la rue des Lilas est-il encore disponible ? Je peux le visiter samedi matin. 🙂";
const TENANT = "bench";
const FIRST_NUMBER = 33_610_000_000;

let sendersMade = 0;
let time = Date.parse("2026-01-01T00:00:00.000Z");

/** People who have never written before, each known by a phone number alone. */
export function newSmsSenders(count: number): Sender[] {
  return Array.from({ length: count }, () => ({ channel: "sms", sender: { address: nextNumber() } }));
}

/** People who have never written before, each known by a phone number and a user id, and with a name. */
export function newWhatsappSenders(count: number): Sender[] {
  return Array.from({ length: count }, () => {
    const address = nextNumber();
    const whatsappUserId = `FR.${address.slice(1)}`;
    return { channel: "whatsapp", sender: { address, whatsappUserId, profileName: "Sophie Martin" } };
  });
}

function nextNumber(): string {
  return `+${FIRST_NUMBER + sendersMade++}`;
}

/** The senders write in turn, a second apart, each message later than any before. */
export function writeMessages(senders: readonly Sender[], count: number): Promise<MessageEvent[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      time += 1000;
      const occurredAt = new Date(time).toISOString();
      return messageEvent({
        tenantId: TENANT,
        occurredAt,
        text: MESSAGE_TEXT,
        ...senders[index % senders.length],
      });
    }),
  );
}
