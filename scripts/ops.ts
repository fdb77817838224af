import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { readLocalKey } from "./ops/read-local-key.ts";
import { runOps } from "./ops/run-ops.ts";

process.exitCode = await runOps(process.argv.slice(2), {
  fetch,
  environment: process.env,
  readLocalKey,
  readFile: (path) => readFileSync(path, "utf8"),
  sleep: (delayMs) => setTimeout(delayMs),
  out: process.stdout,
  err: process.stderr,
});
