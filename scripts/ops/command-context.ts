import type { Command } from "commander";
import { connectOperatorsApi, type GlobalOptions, type OperatorsClient } from "./operators-client.ts";
import type { OpsIo } from "./ops-io.ts";

/** What a command works with, and the options that all of them have. */
export interface CommandContext {
  io: OpsIo;
  api: OperatorsClient;
  json: boolean | undefined;
}

export function openContext(io: OpsIo, command: Command): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  return { io, api: connectOperatorsApi(io, options), json: options.json };
}
