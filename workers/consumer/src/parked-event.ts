import { decodeMessageEvent, hashId } from "@coccinelle/core";
import type { DeadLetterReason, ParkedEvent } from "@coccinelle/db";

interface Failure {
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  failedAt: Date;
}

/** A queue message's body as a dead letter. The same body gives the same id, so that it is parked once. */
export async function toParkedEvent(body: unknown, failure: Failure): Promise<ParkedEvent> {
  const decoded = decodeMessageEvent(body);
  if ("event" in decoded) {
    const { id, tenantId, provider } = decoded.event;
    return { ...failure, id, eventId: id, tenantId, provider, event: body };
  }
  const id = await hashId(JSON.stringify(body) ?? "undefined");
  return { ...failure, id, eventId: null, tenantId: null, provider: null, event: body ?? null };
}
