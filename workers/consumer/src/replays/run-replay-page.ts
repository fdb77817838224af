import { errorMessage, type Log } from "@coccinelle/core";
import {
  findReplay,
  finishReplay,
  listSendingLetters,
  type ReplayLetter,
  type ReplayRef,
  refuseLetters,
  settleSentLetters,
  takeReplayPage,
} from "@coccinelle/db";
import { giveToOwner } from "./give-to-owner.ts";

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

export type ReplayPageOutcome = "more" | "done" | "unknown";

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
  const { replayId } = ref;
  const replay = await findReplay(db, ref);
  if (replay === null) return "unknown";
  const unfinished = await listSendingLetters(db, replayId);
  const page = unfinished.length > 0 ? unfinished : await takeReplayPage(db, replayId, PAGE_LIMITS, clock());
  if (page.length > 0) await sendPage(ref, page, failures, deps);
  const isDone = await finishReplay(db, replayId, clock());
  log("info", "replay_page_sent", { replayId, tenantId: ref.tenantId, letters: page.length, isDone });
  return isDone ? "done" : "more";
}

async function sendPage(
  { tenantId, replayId }: ReplayRef,
  page: readonly ReplayLetter[],
  failures: number,
  deps: ReplayDeps,
): Promise<void> {
  const messages = await Promise.all(
    page.map(async (letter) => ({
      letter,
      body: tenantId === null ? await giveToOwner(letter.event, deps.db) : letter.event,
    })),
  );
  if (failures >= PAGE_FAILURES_BEFORE_ONE_BY_ONE) await sendOneByOne(replayId, messages, deps);
  else {
    await deps.queue.sendBatch(messages.map(({ body }) => ({ body })));
    await settleSentLetters(deps.db, replayId, idsOf(messages));
  }
}

interface ReplayMessage {
  letter: ReplayLetter;
  body: unknown;
}

/** What the queue refuses alone, while it takes another, is at fault itself: it is parked as before. */
async function sendOneByOne(
  replayId: string,
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
  await settleSentLetters(db, replayId, idsOf(sent));
  if (refused.length > 0) {
    await refuseLetters(db, replayId, idsOf(refused), { error: errorMessage(refusal), at: clock() });
  }
}

function idsOf(messages: readonly ReplayMessage[]): string[] {
  return messages.map(({ letter }) => letter.id);
}
