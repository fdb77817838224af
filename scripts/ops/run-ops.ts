import { ApiFailure } from "@coccinelle/api-client";
import { CommanderError } from "commander";
import { createOps } from "./create-ops.ts";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import type { OpsIo } from "./ops-io.ts";

/** Runs one command. @returns the exit code of the process */
export async function runOps(args: readonly string[], io: OpsIo): Promise<number> {
  try {
    await createOps(io).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has already written the reason, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
    if (error instanceof ApiFailure) {
      io.err.write(`${describeFailure(error)}\n`);
      return EXIT_CODES.failed;
    }
    if (!(error instanceof OpsFailure)) throw error;
    io.err.write(`${error.message}\n`);
    return error.exitCode;
  }
}

function describeFailure({ kind, message }: ApiFailure): string {
  if (kind !== "redirected") return message;
  return `${message}: is it behind a login? See COCCINELLE_ACCESS_CLIENT_ID.`;
}
