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

/** The queue takes 256 KB in one batch and counts 100 bytes more a message; an owner's ids add another 100. */
const PAGE_LIMITS = { letters: 100, bytes: 230_000 };

/** After 3 refusals the page may hold a message that the queue always refuses. */
const PAGE_FAILURES_BEFORE_ONE_BY_ONE = 3;

export interface ReplayDeps {
  db: D1Database;
  queue: Pick<Queue, "sendBatch">;
  clock: () => Date;
  log: Log;
}

export interface ReplayPageOutcome {
  /** `unknown` means that D1 has no such replay. */
  kind: "more" | "done" | "unknown";
  /** The number of letters that were handed to the queue. */
  letters: number;
}

/**
 * Sends a replay's next page to the queue. D1 marks the page as replayed before it is sent and as sent
 * afterwards. A crash between the two sends the page once more, which the events' ids make harmless.
 *
 * @param failures the failures in a row of the present page
 * @throws every error of the queue or of D1; the page is then sent at the next call
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

/** A message that now has an owner, or can now be read, would be parked again under the id of its event. */
function findOtherId({ letter: { id }, body }: ReplayMessage): SentAs[] {
  const decoded = decodeMessageEvent(body);
  return "error" in decoded || decoded.event.id === id ? [] : [{ id, eventId: decoded.event.id }];
}

/** A message that the queue refuses while it takes another one is itself at fault, so it stays parked. */
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
