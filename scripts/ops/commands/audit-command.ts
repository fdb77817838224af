import { listItems } from "@coccinelle/api-client";
import type { Command } from "commander";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printRows } from "../printing/print.ts";
import { limitOption, sinceOption, untilOption } from "./list-options.ts";

interface Options {
  unowned?: boolean;
  actor?: string;
  since?: string;
  until?: string;
  limit: number;
}

/** `ops audit`: the changes with their actors and reasons. */
export function addAuditCommand(ops: Command, io: OpsIo): void {
  ops
    .command("audit")
    .description("who changed what, when and why, the latest first")
    .option("--unowned", "changes that belong to no tenant")
    .option("--actor <id>", "a key's id, a person's e-mail address, or deployer")
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(limitOption())
    .action(async ({ unowned, limit, ...filter }: Options, command: Command) => {
      const { api, json, tenantId } = openContext(io, command);
      const path = unowned ? undefined : { tenantId: tenantId() };
      const entries = await listItems((page) => {
        const query = { ...filter, ...page };
        return path === undefined
          ? api.GET("/api/audit", { params: { query } })
          : api.GET("/api/tenants/{tenantId}/audit", { params: { path, query } });
      }, limit);
      printRows(
        io,
        entries,
        {
          at: ({ at }) => at,
          who: ({ actor }) => actor.name ?? actor.id,
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
