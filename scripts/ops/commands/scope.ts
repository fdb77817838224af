import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

/** A tenant's, or those that no tenant could be found for. */
export interface Scope {
  unowned?: boolean;
}

export function withScope(command: Command): Command {
  return command.option("--unowned", "those that no tenant could be found for");
}

export function scopePath({ api }: CommandContext, { unowned }: Scope): string {
  return unowned ? "" : api.tenantPath("");
}
