import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import type { AnyWorld } from "./crms.ts";

/** The time of the alarm that is set for an integration's object; null where none is set. */
export function alarmOf({ object }: Pick<AnyWorld, "object">): Promise<number | null> {
  return runInDurableObject(object, (_instance, { storage }) => storage.getAlarm());
}

/** Captures the log until the returned function is called, which gives its text. */
export function captureLogs(): () => string {
  const lines: string[] = [];
  const spies = (["info", "warn", "error", "log"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line))),
  );
  return () => {
    for (const spy of spies) spy.mockRestore();
    return lines.join("\n");
  };
}
