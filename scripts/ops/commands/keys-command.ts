import { type Command, Option } from "commander";
import * as z from "zod";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { parseAnswer, printFields, printRows } from "../printing/print.ts";
import { limitOption } from "./list-options.ts";

const Key = z.looseObject({
  id: z.string(),
  role: z.string(),
  name: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

/** `ops keys …`: who else may use the API for the tenant. */
export function addKeysCommand(ops: Command, io: OpsIo): void {
  const keys = ops.command("keys").description("the tenant's keys to the API");

  keys
    .command("list")
    .description("list them, without their secrets")
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { api, json } = openContext(io, command);
      printRows(
        io,
        await api.list(api.tenantPath("/keys"), {}, limit, Key),
        {
          id: ({ id }) => id,
          role: ({ role }) => role,
          name: ({ name }) => name,
          created: ({ createdAt }) => createdAt,
          by: ({ createdBy }) => createdBy,
          "last used": ({ lastUsedAt }) => lastUsedAt,
          revoked: ({ revokedAt }) => revokedAt,
        },
        { json, none: "There are none." },
      );
    });

  keys
    .command("create")
    .description("make one; it is shown this once")
    .addOption(new Option("--role <role>").choices(["operator", "viewer"]).makeOptionMandatory())
    .option("--name <name>", "who or what it is for")
    .action(async (body: { role: string; name?: string }, command: Command) => {
      const context = openContext(io, command);
      const { role, name } = body;
      const created = await context.api.call("POST", context.api.tenantPath("/keys"), { role, name });
      printFields(io, parseAnswer(Key, created), context);
    });

  keys
    .command("revoke <id>")
    .description("end one, at once and for good")
    .action(async (id: string, _options: object, command: Command) => {
      const { api } = openContext(io, command);
      await api.call("DELETE", api.tenantPath(`/keys/${encodeURIComponent(id)}`));
      io.err.write("It is revoked.\n");
    });
}
