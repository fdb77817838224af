import { decodeMessageEvent, errorMessage } from "@coccinelle/core";
import { type RecordableEvent, toRecordableEvent } from "@coccinelle/db";

/** An event to record, or the reason why there is none. */
export type ReadEvent =
  | { event: RecordableEvent }
  | { reason: "invalid_event" | "unknown_address"; error: string };

/** These texts tell an operator why an event belongs to no tenant. */
const UNPROVEN = "it is not known which tenant could prove that the message is its own";
const UNCLAIMED =
  "nobody who could prove that the message is their own has the address that it was sent to, or several tenants do";

/** Reads the body of a queue message. It never throws, so one body cannot fail the batch. */
export function readEvent(body: unknown): ReadEvent {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded) return { reason: "invalid_event", error: decoded.error };
  const { tenantId, signers = [] } = decoded.event;
  if (tenantId === null) {
    return { reason: "unknown_address", error: signers.length === 0 ? UNPROVEN : UNCLAIMED };
  }
  try {
    return { event: toRecordableEvent({ ...decoded.event, tenantId }) };
  } catch (error) {
    return { reason: "invalid_event", error: errorMessage(error) };
  }
}
