import { decodeMessageEvent, errorMessage } from "@coccinelle/core";
import { type RecordableEvent, toRecordableEvent } from "@coccinelle/db";

/** An event to record, or why there is none. */
export type ReadEvent =
  | { event: RecordableEvent }
  | { reason: "invalid_event" | "unknown_address"; error: string };

/** Reads a queue message's body; another message's fate never depends on it. */
export function readEvent(body: unknown): ReadEvent {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded) return { reason: "invalid_event", error: decoded.error };
  const { tenantId } = decoded.event;
  if (tenantId === null) {
    return { reason: "unknown_address", error: "no channel has the address that the message was sent to" };
  }
  try {
    return { event: toRecordableEvent({ ...decoded.event, tenantId }) };
  } catch (error) {
    return { reason: "invalid_event", error: errorMessage(error) };
  }
}
