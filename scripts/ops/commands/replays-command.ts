import { listItems, readAnswer } from "@coccinelle/api-client";
import type { Command } from "commander";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printFields, printRows } from "../printing/print.ts";
import { followReplay } from "./follow-replay.ts";
import { limitOption } from "./list-options.ts";
import { openScope, type Scope, withScope } from "./scope.ts";

/** `ops replays …`: dead letters on their way back to the queue. */
export function addReplaysCommand(ops: Command, io: OpsIo): void {
  const replays = ops.command("replays").description("the replays, and how far they are");

  withScope(replays.command("list").description("list them, the latest first"))
    .addOption(limitOption())
    .action(async ({ limit, ...scope }: Scope & { limit: number }, command: Command) => {
      const context = openContext(io, command);
      printRows(
        io,
        await listItems(openScope(context, scope).listReplays, limit),
        {
          id: ({ id }) => id,
          state: ({ state }) => state,
          total: ({ total }) => total,
          sent: ({ sent }) => sent,
          "failed again": ({ failedAgain }) => failedAgain,
          reason: ({ reason }) => reason,
        },
        { json: context.json, none: "There are none." },
      );
    });

  withScope(replays.command("show <id>").description("how far one is")).action(
    async (id: string, scope: Scope, command: Command) => {
      const context = openContext(io, command);
      printFields(io, await readAnswer(openScope(context, scope).showReplay(id)), context);
    },
  );

  withScope(replays.command("watch <id>").description("wait until one has ended")).action(
    async (id: string, scope: Scope, command: Command) => {
      const context = openContext(io, command);
      const api = openScope(context, scope);
      await followReplay(context, await readAnswer(api.showReplay(id)), api);
    },
  );

  withScope(
    replays.command("cancel <id>").description("stop one; events that were not sent stay parked"),
  ).action(async (id: string, scope: Scope, command: Command) => {
    const context = openContext(io, command);
    printFields(io, await readAnswer(openScope(context, scope).cancelReplay(id)), context);
  });
}
