import { errorMessage, type Log } from "@coccinelle/core";
import type { OutboxEvent } from "@coccinelle/db";

/** The queue's limit for one batch. */
const PAGE_MESSAGES = 100;
/** The queue's limit is 256 KB, of which it may use 100 bytes a message itself. */
const PAGE_BYTES = 240_000;
/** An invocation may make 1,000 subrequests. The invocation of the next minute goes on. */
const MAX_SUBREQUESTS = 900;
/** One to list, one to send, one to delete, and one for each message where the queue refuses the whole page. */
const PAGE_SUBREQUESTS = 3 + PAGE_MESSAGES;

export interface DrainDeps {
  /** The oldest events after the given one, oldest first. */
  listEvents(after: OutboxEvent | null, limit: number): Promise<OutboxEvent[]>;
  deleteEvents(ids: readonly string[]): Promise<void>;
  queue: Pick<Queue, "sendBatch">;
  log: Log;
}

interface PageOutcome {
  sentIds: string[];
  sends: number;
  /** The queue's reason for refusing the last of the events that stay. */
  error: string | null;
}

/**
 * Sends the events in the outbox to the queue, oldest first, and deletes only the events that were sent. After a
 * crash between the two, the same events are sent again, which their ids make harmless. An event that the queue
 * refuses stays, and does not hold up the events after it.
 */
export async function drainOutbox(deps: DrainDeps): Promise<void> {
  let sent = 0;
  let left = 0;
  let subrequests = 0;
  let error: string | null = null;
  let after: OutboxEvent | null = null;
  while (subrequests + PAGE_SUBREQUESTS <= MAX_SUBREQUESTS) {
    const page = takePage(await deps.listEvents(after, PAGE_MESSAGES));
    const last = page.at(-1);
    if (!last) break;
    const outcome = await sendPage(page, deps.queue);
    if (outcome.sentIds.length > 0) await deps.deleteEvents(outcome.sentIds);
    sent += outcome.sentIds.length;
    left += page.length - outcome.sentIds.length;
    subrequests += 2 + outcome.sends;
    error = outcome.error ?? error;
    after = last;
  }
  if (sent + left > 0) deps.log(left > 0 ? "warn" : "info", "outbox_drained", { sent, left, message: error });
}

/** The first events that fit into one batch, at least one. */
function takePage(events: OutboxEvent[]): OutboxEvent[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  const tooMany = events.findIndex((row, index) => {
    bytes += encoder.encode(row.event).byteLength;
    return bytes > PAGE_BYTES && index > 0;
  });
  return tooMany === -1 ? events : events.slice(0, tooMany);
}

async function sendPage(page: OutboxEvent[], queue: DrainDeps["queue"]): Promise<PageOutcome> {
  const pageError = await trySend(page, queue);
  if (pageError === null) return { sentIds: page.map((row) => row.id), sends: 1, error: null };
  const outcome: PageOutcome = { sentIds: [], sends: 1 + page.length, error: null };
  for (const row of page) {
    const error = await trySend([row], queue);
    if (error === null) outcome.sentIds.push(row.id);
    else outcome.error = error;
  }
  return outcome;
}

/** Null, or the queue's reason for refusing the events. */
async function trySend(rows: OutboxEvent[], queue: DrainDeps["queue"]): Promise<string | null> {
  try {
    await queue.sendBatch(rows.map((row) => ({ body: JSON.parse(row.event) })));
    return null;
  } catch (error) {
    // A syntax error's own message quotes the event.
    return error instanceof SyntaxError ? "an event is no JSON" : errorMessage(error);
  }
}
