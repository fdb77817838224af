import { Command } from "commander";
import { addAuditCommand } from "./commands/audit-command.ts";
import { addDeadLettersCommand } from "./commands/dead-letters-command.ts";
import { addIntegrationsCommand } from "./commands/integrations-command.ts";
import { addKeysCommand } from "./commands/keys-command.ts";
import { addOverviewCommand } from "./commands/overview-command.ts";
import { addReplaysCommand } from "./commands/replays-command.ts";
import type { OpsIo } from "./ops-io.ts";

/** Makes the operators' commands. Each one calls the API and prints its answer. */
export function createOps(io: OpsIo): Command {
  const ops = new Command("ops")
    .description("See what is stuck, why, and get it going again.")
    .option("--url <origin>", "the pipeline's origin (COCCINELLE_URL; default: a local dev)")
    .option("--tenant <id>", "the tenant to look at (COCCINELLE_TENANT)")
    .option("--json", "print the API's answer for programs")
    .addHelpText(
      "after",
      "\nCOCCINELLE_KEY holds the key. For a local dev the command finds the key by itself.\n" +
        "The exit code is 0 if all was done, 1 if the API refused or failed, 2 if the command is wrong, and 3 if a part of a replay failed.",
    )
    .configureOutput({
      writeOut: (text) => void io.out.write(text),
      writeErr: (text) => void io.err.write(text),
    })
    .exitOverride();
  addDeadLettersCommand(ops, io);
  addReplaysCommand(ops, io);
  addIntegrationsCommand(ops, io);
  addOverviewCommand(ops, io);
  addAuditCommand(ops, io);
  addKeysCommand(ops, io);
  return ops;
}
