import { inspect } from "node:util";
import { decodeMessageEvent, hashId } from "@coccinelle/core";
import type { DeadLetterReason, ParkedEvent } from "@coccinelle/db";

interface Failure {
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  failedAt: Date;
  codeVersion: string | null;
}

/** A queue message's body as a dead letter. The same body gives the same id, so that it is parked once. */
export async function toParkedEvent(body: unknown, failure: Failure): Promise<ParkedEvent> {
  const decoded = decodeMessageEvent(body);
  if ("event" in decoded) {
    const { id, tenantId, provider, traceId } = decoded.event;
    return { ...failure, id, eventId: id, tenantId, provider, traceId, event: body };
  }
  const copy = copyAsJson(body);
  const event = copy === undefined ? { shown: inspect(body, WHOLE) } : copy;
  const id = await hashId(JSON.stringify(event));
  const replayable = copy !== undefined;
  return { ...failure, id, eventId: null, tenantId: null, provider: null, event, replayable };
}

const WHOLE = { depth: null, maxArrayLength: null, maxStringLength: null };

/**
 * A body as JSON keeps it, if it does. Other producers may send what only a structured clone can hold, such
 * as bytes, a Map or a BigInt: that is kept as a text that shows all of it, and cannot be sent again.
 */
function copyAsJson(body: unknown): unknown {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(body));
    return inspect(copy, WHOLE) === inspect(body, WHOLE) ? copy : undefined;
  } catch {
    // A BigInt, a circle, or nothing at all: JSON has no form for it.
    return undefined;
  }
}
