import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

/** A Worker that is being stopped has this long to finish its work. */
const STOP_TIMEOUT_MS = 5_000;
/** A build error has fewer lines than this. */
const KEPT_LINES = 200;

export interface WranglerProcess {
  /** Resolves with the exit code when wrangler ends. The code is null where a signal ended it. */
  exited: Promise<number | null>;
  /** The last lines that wrangler wrote. */
  output(): string;
  /** Ends wrangler and all processes that it started. */
  stop(): Promise<void>;
}

/**
 * Starts wrangler in a process group of its own. So a Ctrl-C reaches this command alone, and this command stops the
 * group. Wrangler writes its logs and its registry into the state directory.
 */
export function spawnWrangler(
  args: string[],
  { stateDirectory, onLine }: { stateDirectory: string; onLine: (line: string) => void },
): WranglerProcess {
  const child = spawn("wrangler", args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_LOG_PATH: join(stateDirectory, "logs"),
      WRANGLER_REGISTRY_PATH: join(stateDirectory, "registry"),
      WRANGLER_SEND_METRICS: "false",
    },
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (coloured) => {
      const line = stripVTControlCharacters(coloured);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
    });
  }
  const exited = once(child, "close").then(([code]) => code);

  function signalGroup(signal: NodeJS.Signals): void {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }

  return {
    exited,
    output: () => lines.join("\n"),
    async stop() {
      signalGroup("SIGTERM");
      await Promise.race([exited, setTimeout(STOP_TIMEOUT_MS, undefined, { ref: false })]);
      signalGroup("SIGKILL");
      await exited;
    },
  };
}
