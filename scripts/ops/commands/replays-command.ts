import type { Command } from "commander";
import { type CommandContext, openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { parseAnswer, printFields, printRows } from "../printing/print.ts";
import { followReplay, Replay } from "./follow-replay.ts";
import { limitOption } from "./list-options.ts";
import { type Scope, scopePath, withScope } from "./scope.ts";

/** `ops replays …`: dead letters on their way back to the queue. */
export function addReplaysCommand(ops: Command, io: OpsIo): void {
  const replays = ops.command("replays").description("what was replayed, and how far it is");

  withScope(replays.command("list").description("list them, the latest first"))
    .addOption(limitOption())
    .action(async ({ limit, ...scope }: Scope & { limit: number }, command: Command) => {
      const context = openContext(io, command);
      const rows = await context.api.list(`${scopePath(context, scope)}/replays`, {}, limit, Replay);
      printRows(
        io,
        rows,
        {
          id: ({ id }) => id,
          state: ({ state }) => state,
          total: ({ total }) => total,
          sent: ({ sent }) => sent,
          "failed again": ({ failedAgain }) => failedAgain,
          reason: ({ reason }) => String(reason),
        },
        { json: context.json, none: "There are none." },
      );
    });

  withScope(replays.command("show <id>").description("how far one is")).action(
    async (id: string, scope: Scope, command: Command) => {
      const context = openContext(io, command);
      printFields(io, await readReplay(context, scope, id), context);
    },
  );

  withScope(replays.command("watch <id>").description("wait for the end of one")).action(
    async (id: string, scope: Scope, command: Command) => {
      const context = openContext(io, command);
      await followReplay(context, await readReplay(context, scope, id), scopePath(context, scope));
    },
  );

  withScope(replays.command("cancel <id>").description("stop one; what is not sent yet stays parked")).action(
    async (id: string, scope: Scope, command: Command) => {
      const context = openContext(io, command);
      const path = `${replayPath(context, scope, id)}/cancel`;
      printFields(io, parseAnswer(Replay, await context.api.call("POST", path)), context);
    },
  );
}

function replayPath(context: CommandContext, scope: Scope, id: string): string {
  return `${scopePath(context, scope)}/replays/${encodeURIComponent(id)}`;
}

async function readReplay(context: CommandContext, scope: Scope, id: string): Promise<Replay> {
  return parseAnswer(Replay, await context.api.call("GET", replayPath(context, scope, id)));
}
