import { decodeMessageEvent, errorMessage, type Log } from "@coccinelle/core";
import {
  findReplay,
  finishReplay,
  listSendingLetters,
  noteSentAs,
  type ReplayLetter,
  type ReplayRef,
  recordSentLetters,
  refuseLetters,
  type SentAs,
  takeReplayPage,
} from "@coccinelle/db";
import { giveToOwners } from "./give-to-owners.ts";

/** The queue's limits for one batch: 256 KB, of which it may use 100 bytes a message itself; an owner's ids add as much. */
const PAGE_LIMITS = { letters: 100, bytes: 230_000 };

/** A page that the queue refused this often may hold a message that it refuses every time. */
const PAGE_FAILURES_BEFORE_ONE_BY_ONE = 3;

export interface ReplayDeps {
  db: D1Database;
  queue: Pick<Queue, "sendBatch">;
  clock: () => Date;
  log: Log;
}

export interface ReplayPageOutcome {
  /** `unknown` where nobody knows of the replay. */
  kind: "more" | "done" | "unknown";
  /** How many were handed to the queue. */
  letters: number;
}

/**
 * Sends a replay's next page to the queue. The page counts as replayed before it is sent and as sent after
 * it, so that a crash in between sends it once more, which the events' ids make harmless.
 *
 * @param failures how often in a row the present page failed
 * @throws whatever the queue or the database throws: the page is still to be sent
 */
export async function runReplayPage(
  ref: ReplayRef,
  failures: number,
  deps: ReplayDeps,
): Promise<ReplayPageOutcome> {
  const { db, clock, log } = deps;
  const replay = await findReplay(db, ref);
  if (replay === null) return { kind: "unknown", letters: 0 };
  const unfinished = await listSendingLetters(db, ref);
  const page = unfinished.length > 0 ? unfinished : await takeReplayPage(db, ref, PAGE_LIMITS, clock());
  if (page.length > 0) await sendPage(ref, page, failures, deps);
  const isDone = await finishReplay(db, ref, clock());
  log("info", "replay_page_sent", { ...ref, letters: page.length, isDone });
  return { kind: isDone ? "done" : "more", letters: page.length };
}

async function sendPage(
  ref: ReplayRef,
  page: readonly ReplayLetter[],
  failures: number,
  deps: ReplayDeps,
): Promise<void> {
  const events = page.map(({ event }) => event);
  const bodies = ref.tenantId === null ? await giveToOwners(events, deps.db) : events;
  const messages = page.map((letter, index) => ({ letter, body: bodies[index] }));
  const renamed = messages.flatMap(findOtherId);
  if (renamed.length > 0) await noteSentAs(deps.db, ref, renamed);
  if (failures >= PAGE_FAILURES_BEFORE_ONE_BY_ONE) await sendOneByOne(ref, messages, deps);
  else {
    await deps.queue.sendBatch(messages.map(({ body }) => ({ body })));
    await recordSentLetters(deps.db, ref, idsOf(messages));
  }
}

interface ReplayMessage {
  letter: ReplayLetter;
  body: unknown;
}

/** A message that has an owner by now, or can be read by now, comes back under its event's id should it fail again. */
function findOtherId({ letter: { id }, body }: ReplayMessage): SentAs[] {
  const decoded = decodeMessageEvent(body);
  return "error" in decoded || decoded.event.id === id ? [] : [{ id, eventId: decoded.event.id }];
}

/** What the queue refuses alone, while it takes another, is at fault itself: it is parked as before. */
async function sendOneByOne(
  ref: ReplayRef,
  messages: readonly ReplayMessage[],
  { db, queue, clock }: ReplayDeps,
): Promise<void> {
  const sent: ReplayMessage[] = [];
  const refused: ReplayMessage[] = [];
  let refusal: unknown;
  for (const message of messages) {
    try {
      await queue.sendBatch([{ body: message.body }]);
      sent.push(message);
    } catch (error) {
      refused.push(message);
      refusal = error;
    }
  }
  if (sent.length === 0) throw refusal;
  await recordSentLetters(db, ref, idsOf(sent));
  if (refused.length > 0) {
    await refuseLetters(db, ref, idsOf(refused), { error: errorMessage(refusal), at: clock() });
  }
}

function idsOf(messages: readonly ReplayMessage[]): string[] {
  return messages.map(({ letter }) => letter.id);
}
