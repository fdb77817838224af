import { type KeyRole, listItems, readAnswer } from "@coccinelle/api-client";
import { type Command, Option } from "commander";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printFields, printRows } from "../printing/print.ts";
import { limitOption } from "./list-options.ts";

const PATH = "/api/tenants/{tenantId}/keys";

/** `ops keys …`: the tenant's keys to the API. */
export function addKeysCommand(ops: Command, io: OpsIo): void {
  const keys = ops.command("keys").description("the tenant's keys to the API");

  keys
    .command("list")
    .description("list them, without their secrets")
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { api, json, tenantId } = openContext(io, command);
      const path = { tenantId: tenantId() };
      printRows(
        io,
        await listItems((query) => api.GET(PATH, { params: { path, query } }), limit),
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
    .description("make one; it is shown only once")
    .addOption(new Option("--role <role>").choices(["operator", "viewer"]).makeOptionMandatory())
    .option("--name <name>", "the person or the program that it is for")
    .action(async ({ role, name }: { role: KeyRole; name?: string }, command: Command) => {
      const { api, json, tenantId } = openContext(io, command);
      const params = { path: { tenantId: tenantId() } };
      printFields(io, await readAnswer(api.POST(PATH, { params, body: { role, name } })), { json });
    });

  keys
    .command("revoke <id>")
    .description("end one, at once and for good")
    .action(async (id: string, _options: object, command: Command) => {
      const { api, tenantId } = openContext(io, command);
      await api.DELETE(`${PATH}/{id}`, { params: { path: { tenantId: tenantId(), id } } });
      io.err.write("The key is revoked.\n");
    });
}
