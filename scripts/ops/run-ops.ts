import { CommanderError } from "commander";
import { createOps } from "./create-ops.ts";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import type { OpsIo } from "./ops-io.ts";

/** Runs one command, and says how the process is to end. */
export async function runOps(args: readonly string[], io: OpsIo): Promise<number> {
  try {
    await createOps(io).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // It has said why, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
    if (!(error instanceof OpsFailure)) throw error;
    io.err.write(`${error.message}\n`);
    return error.exitCode;
  }
}
