import { DurableObject } from "cloudflare:workers";
import { backoffSeconds, errorFields, writeLog } from "@coccinelle/core";
import { failReplay, type ReplayRef } from "@coccinelle/db";
import { runReplayPage } from "./run-replay-page.ts";

/** 100 a second of all replays leave the consumers room for what customers write meanwhile: they record several hundred. */
const EVENT_INTERVAL_MS = 10;
/** A replay's row is written after its runner is told of it; whoever was to write it has given up by then. */
const MAX_LOOKS_FOR_REPLAY = 5;
/** With the delays between them hours: whatever stands in the way will not pass by itself. */
const MAX_FAILURES = 40;

/** A replay that is to go on; what outlives the object's memory. */
interface Turn {
  ref: ReplayRef;
  dueAtMs: number;
  /** Of its present page, in a row. */
  failures: number;
}

const TURN_PREFIX = "turn:";
/** When the queue has had time for what it was given last. */
const QUEUE_FREE_AT = "queueFreeAt";

const clock = () => new Date();

/** Carries all replays of one queue, page by page in turns: only its alarm does, and never two at once. */
export class ReplayRunner extends DurableObject<Env> {
  /** Has a replay go on after a time, or sooner where that was wanted already. */
  async wake(ref: ReplayRef, delayMs: number): Promise<void> {
    const { dueAtMs = Number.POSITIVE_INFINITY, failures = 0 } = this.#findTurn(ref) ?? {};
    this.#setTurn({ ref, dueAtMs: Math.min(dueAtMs, clock().getTime() + delayMs), failures });
    await this.#setAlarm();
  }

  override async alarm(): Promise<void> {
    const turn = this.#findNextTurn();
    if (turn === null) return;
    try {
      await this.#runPage(turn);
    } catch (error) {
      // The platform drops an alarm that keeps throwing, after six tries.
      writeLog("error", "replay_alarm_failed", { ...turn.ref, ...errorFields(error) });
      this.#putOff(turn);
    }
    await this.#setAlarm();
  }

  async #runPage({ ref, failures }: Turn): Promise<void> {
    if (failures >= MAX_FAILURES) {
      await failReplay(this.env.DB, ref, "the queue took nothing for hours", clock());
      return this.#forget(ref);
    }
    const outcome = await runReplayPage(ref, failures, {
      db: this.env.DB,
      queue: this.env.MESSAGE_EVENTS,
      clock,
      log: writeLog,
    });
    const nowMs = clock().getTime();
    const freeAtMs = Math.max(nowMs, this.#queueFreeAtMs()) + outcome.letters * EVENT_INTERVAL_MS;
    this.ctx.storage.kv.put(QUEUE_FREE_AT, freeAtMs);
    switch (outcome.kind) {
      case "more":
        return this.#setTurn({ ref, dueAtMs: nowMs, failures: 0 });
      case "done":
        return this.#forget(ref);
      case "unknown":
        return failures < MAX_LOOKS_FOR_REPLAY ? this.#putOff({ ref, failures }) : this.#forget(ref);
    }
  }

  #putOff({ ref, failures: before }: Pick<Turn, "ref" | "failures">): void {
    const failures = before + 1;
    const dueAtMs = clock().getTime() + backoffSeconds(failures, Math.random) * 1000;
    this.#setTurn({ ref, dueAtMs, failures });
  }

  /** Whoever has waited longest. */
  #findNextTurn(): Turn | null {
    let next: Turn | null = null;
    for (const [, turn] of this.ctx.storage.kv.list<Turn>({ prefix: TURN_PREFIX })) {
      if (next === null || turn.dueAtMs < next.dueAtMs) next = turn;
    }
    return next;
  }

  #findTurn({ replayId }: ReplayRef): Turn | undefined {
    return this.ctx.storage.kv.get<Turn>(TURN_PREFIX + replayId);
  }

  #setTurn(turn: Turn): void {
    this.ctx.storage.kv.put(TURN_PREFIX + turn.ref.replayId, turn);
  }

  #forget({ replayId }: ReplayRef): void {
    this.ctx.storage.kv.delete(TURN_PREFIX + replayId);
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
