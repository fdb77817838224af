import { inspect } from "node:util";
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
  const event = toJsonValue(body);
  const id = await hashId(JSON.stringify(event));
  return { ...failure, id, eventId: null, tenantId: null, provider: null, event };
}

const WHOLE = { depth: null, maxArrayLength: null, maxStringLength: null };

/**
 * A body as JSON can keep it. Other producers may send what only a structured clone can hold, such as
 * bytes, a Map or a BigInt: that is kept as a text that shows all of it.
 */
function toJsonValue(body: unknown): unknown {
  const shown = inspect(body, WHOLE);
  const copy = copyAsJson(body);
  return copy !== undefined && inspect(copy, WHOLE) === shown ? copy : { shown };
}

function copyAsJson(body: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(body));
  } catch {
    // A BigInt, a circle, or nothing at all: JSON has no form for it.
    return undefined;
  }
}
