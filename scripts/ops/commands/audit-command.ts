import type { Command } from "commander";
import * as z from "zod";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printRows } from "../printing/print.ts";
import { limitOption, sinceOption, untilOption } from "./list-options.ts";

const AuditEntry = z.looseObject({
  at: z.string(),
  actor: z.looseObject({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  action: z.string(),
  target: z.string().nullable(),
  reason: z.string().nullable(),
  count: z.number().nullable(),
  status: z.number().nullable(),
});

interface Options {
  unowned?: boolean;
  actor?: string;
  since?: string;
  until?: string;
  limit: number;
}

/** `ops audit`: who changed what, when and why. */
export function addAuditCommand(ops: Command, io: OpsIo): void {
  ops
    .command("audit")
    .description("who changed what, when and why, the latest first")
    .option("--unowned", "what belongs to no tenant")
    .option("--actor <id>", "a key's id, a person's e-mail address, or deployer")
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(limitOption())
    .action(async ({ unowned, limit, actor, since, until }: Options, command: Command) => {
      const { api, json } = openContext(io, command);
      const path = unowned ? "/audit" : api.tenantPath("/audit");
      printRows(
        io,
        await api.list(path, { actor, since, until }, limit, AuditEntry),
        {
          at: ({ at }) => at,
          who: (entry) => entry.actor.name ?? entry.actor.id,
          what: ({ action }) => action,
          target: ({ target }) => target,
          count: ({ count }) => count,
          status: ({ status }) => status,
          why: ({ reason }) => reason,
        },
        { json, none: "There is nothing." },
      );
    });
}
