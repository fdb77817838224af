import { DurableObject } from "cloudflare:workers";
import { errorFields, writeLog } from "@coccinelle/core";
import { failReplay, type ReplayRef } from "@coccinelle/db";
import { findNextTurn, MAX_FAILURES, nextQueueFreeAt, nextTurn, type Turn } from "./replay-turn.ts";
import { runReplayPage } from "./run-replay-page.ts";

const TURN_PREFIX = "turn:";
const QUEUE_FREE_AT = "queueFreeAt";

const clock = () => new Date();

/**
 * Runs all replays of one queue, page by page in turns. Only its alarm runs pages, so two pages never run at the
 * same time.
 */
export class ReplayRunner extends DurableObject<Env> {
  /** Schedules a replay's next page after a delay. An earlier time that is already set stays. */
  async wake(ref: ReplayRef, delayMs: number): Promise<void> {
    const { dueAtMs = Number.POSITIVE_INFINITY, failures = 0 } = this.#findTurn(ref) ?? {};
    this.#putTurn(ref, { ref, dueAtMs: Math.min(dueAtMs, clock().getTime() + delayMs), failures });
    await this.#setAlarm();
  }

  override async alarm(): Promise<void> {
    const turn = this.#findNextTurn();
    if (turn === null) return;
    this.#putTurn(turn.ref, await this.#runTurn(turn));
    await this.#setAlarm();
  }

  /** Catches every failure: the platform drops an alarm that has thrown six times. */
  async #runTurn(turn: Turn): Promise<Turn | null> {
    const { ref, failures } = turn;
    try {
      if (failures >= MAX_FAILURES) {
        await failReplay(this.env.DB, ref, "the queue took nothing for hours", clock());
        return null;
      }
      const deps = { db: this.env.DB, queue: this.env.MESSAGE_EVENTS, clock, log: writeLog };
      const { kind, letters } = await runReplayPage(ref, failures, deps);
      const nowMs = clock().getTime();
      this.ctx.storage.kv.put(QUEUE_FREE_AT, nextQueueFreeAt(this.#queueFreeAtMs(), letters, nowMs));
      return nextTurn(turn, kind, nowMs, Math.random);
    } catch (error) {
      writeLog("error", "replay_alarm_failed", { ...ref, ...errorFields(error) });
      return nextTurn(turn, "failed", clock().getTime(), Math.random);
    }
  }

  #findNextTurn(): Turn | null {
    const turns = this.ctx.storage.kv.list<Turn>({ prefix: TURN_PREFIX });
    return findNextTurn(Array.from(turns, ([, turn]) => turn));
  }

  #findTurn({ replayId }: ReplayRef): Turn | undefined {
    return this.ctx.storage.kv.get<Turn>(TURN_PREFIX + replayId);
  }

  /** Stores a replay's turn; without one it forgets the replay. */
  #putTurn({ replayId }: ReplayRef, turn: Turn | null): void {
    if (turn === null) this.ctx.storage.kv.delete(TURN_PREFIX + replayId);
    else this.ctx.storage.kv.put(TURN_PREFIX + replayId, turn);
  }

  async #setAlarm(): Promise<void> {
    const next = this.#findNextTurn();
    if (next === null) return await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.setAlarm(Math.max(next.dueAtMs, this.#queueFreeAtMs()));
  }

  #queueFreeAtMs(): number {
    return this.ctx.storage.kv.get<number>(QUEUE_FREE_AT) ?? 0;
  }
}
