import { runInDurableObject } from "cloudflare:test";
import { AsyncLocalStorage } from "node:async_hooks";
import type { AnyWorld } from "../worlds/crms.ts";

/** A call to the CRM: the alarm that made it, and the moments between which it was on its way. */
interface WatchedCall {
  /** The alarm's number; undefined for a call that no alarm made. */
  alarm: number | undefined;
  begunAt: number;
  endedAt: number;
}

/** Watches the alarms of a world's object, and the calls that each of them makes to the CRM. */
export async function watchPasses({ object, sandbox, connectTo }: AnyWorld) {
  const alarmOfCall = new AsyncLocalStorage<number>();
  const calls: WatchedCall[] = [];
  let alarms = 0;
  let moment = 0;
  connectTo({
    async fetch(request) {
      const call = { alarm: alarmOfCall.getStore(), begunAt: ++moment, endedAt: Number.POSITIVE_INFINITY };
      calls.push(call);
      try {
        return await sandbox.fetch(request);
      } finally {
        call.endedAt = ++moment;
      }
    },
  });
  await runInDurableObject(object, (instance) => {
    const alarm = instance.alarm.bind(instance);
    instance.alarm = () => alarmOfCall.run(++alarms, alarm);
  });

  return {
    /** The numbers of the alarms that called the CRM, undefined for calls that no alarm made. */
    callers: () => new Set(calls.map(({ alarm }) => alarm)),
    overlaps: () => findOverlaps(calls),
  };
}

/** The calls that were begun before all calls of every earlier alarm had ended. */
export function findOverlaps(calls: readonly WatchedCall[]): WatchedCall[] {
  return calls.filter(({ alarm = 0, begunAt }) =>
    calls.some((other) => (other.alarm ?? 0) < alarm && other.endedAt > begunAt),
  );
}
