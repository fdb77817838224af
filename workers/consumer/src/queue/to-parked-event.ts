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

/** Makes a dead letter of a message's body. The same body gives the same id, so it is parked once. */
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
 * Copies a body as JSON; undefined where JSON would lose a part of it. Other producers may send values that only
 * a structured clone can hold, such as bytes, a Map or a BigInt. D1 keeps such a body as a text that shows all
 * of it, which cannot be sent again.
 */
function copyAsJson(body: unknown): unknown {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(body));
    return inspect(copy, WHOLE) === inspect(body, WHOLE) ? copy : undefined;
  } catch {
    // JSON has no form for a BigInt, a circle or nothing at all.
    return undefined;
  }
}
