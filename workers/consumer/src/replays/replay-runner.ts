import { DurableObject } from "cloudflare:workers";
import { backoffSeconds, errorFields, writeLog } from "@coccinelle/core";
import { failReplay, type ReplayRef } from "@coccinelle/db";
import { runReplayPage } from "./run-replay-page.ts";

/** A page of 100 a second leaves the consumers room for what customers write meanwhile: they record several hundred. */
const PAGE_INTERVAL_MS = 1_000;
/** A replay's row is written after its runner is told of it; whoever was to write it has given up by then. */
const MAX_LOOKS_FOR_REPLAY = 5;
/** With the delays between them hours: whatever stands in the way will not pass by itself. */
const MAX_FAILURES = 40;

/** What outlives the object's memory. */
interface Kept {
  ref: ReplayRef;
  failures: number;
}

const clock = () => new Date();

/** Carries one replay, page by page: only its alarm does, and never two at once. */
export class ReplayRunner extends DurableObject<Env> {
  /** Has the replay go on after a time, or sooner where that was wanted already. */
  async wake(ref: ReplayRef, delayMs: number): Promise<void> {
    this.ctx.storage.kv.put("ref", ref);
    const atMs = clock().getTime() + delayMs;
    const setMs = await this.ctx.storage.getAlarm();
    if (setMs === null || atMs < setMs) await this.ctx.storage.setAlarm(atMs);
  }

  override async alarm(): Promise<void> {
    const ref = this.ctx.storage.kv.get<Kept["ref"]>("ref");
    if (ref === undefined) return;
    const failures = this.ctx.storage.kv.get<Kept["failures"]>("failures") ?? 0;
    try {
      await this.#runPage(ref, failures);
    } catch (error) {
      // The platform drops an alarm that keeps throwing, after six tries.
      writeLog("error", "replay_alarm_failed", {
        replayId: ref.replayId,
        tenantId: ref.tenantId,
        ...errorFields(error),
      });
      await this.#runAgain(failures + 1);
    }
  }

  async #runPage(ref: ReplayRef, failures: number): Promise<void> {
    if (failures >= MAX_FAILURES) {
      await failReplay(this.env.DB, ref.replayId, "the queue took nothing for hours", clock());
      return await this.#forget();
    }
    const outcome = await runReplayPage(ref, failures, {
      db: this.env.DB,
      queue: this.env.MESSAGE_EVENTS,
      clock,
      log: writeLog,
    });
    switch (outcome) {
      case "more":
        this.ctx.storage.kv.delete("failures");
        return await this.ctx.storage.setAlarm(clock().getTime() + PAGE_INTERVAL_MS);
      case "done":
        return await this.#forget();
      case "unknown":
        return failures < MAX_LOOKS_FOR_REPLAY ? await this.#runAgain(failures + 1) : await this.#forget();
    }
  }

  async #runAgain(failures: number): Promise<void> {
    this.ctx.storage.kv.put("failures", failures);
    await this.ctx.storage.setAlarm(clock().getTime() + backoffSeconds(failures, Math.random) * 1000);
  }

  async #forget(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }
}
