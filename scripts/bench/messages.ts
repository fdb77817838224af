import type { MessageEvent } from "@coccinelle/core";
import { messageEvent } from "../../test/support/message-event.ts";

export type Sender = Pick<MessageEvent, "channel" | "sender">;

/** Texts like most messages: without a name, of some length, sometimes with an emoji. */
export const MESSAGE_TEXT =
  "Bonjour, le T3 de la rue des Lilas est-il encore disponible ? Je peux le visiter samedi matin. 🙂";
const TENANT = "bench";
const FIRST_NUMBER = 33_610_000_000;

let sendersMade = 0;
let time = Date.parse("2026-01-01T00:00:00.000Z");

/** Senders who have never written before. Each has a phone number and nothing else. */
export function newSmsSenders(count: number): Sender[] {
  return Array.from({ length: count }, () => ({ channel: "sms", sender: { address: nextNumber() } }));
}

/** Senders who have never written before. Each has a phone number, a WhatsApp user id and a name. */
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

/** Messages of the senders in turn. Each message is one second later than the one before. */
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
