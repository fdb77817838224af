import { listItems, type MappingStatus, readAnswer } from "@coccinelle/api-client";
import type { Command } from "commander";
import { type CommandContext, openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printFields, printRows } from "../printing/print.ts";
import { limitOption } from "./list-options.ts";

const PATH = "/api/tenants/{tenantId}/integrations";
const ROW_PATH = `${PATH}/{id}` as const;

const VERBS = {
  sync: "look for changes now",
  pause: "stop the sync at its next page",
  resume: "go on with a paused sync",
  resync: "bring every customer to the CRM again",
} as const;

/** `ops integrations …`: the CRMs that customers are synced to. */
export function addIntegrationsCommand(ops: Command, io: OpsIo): void {
  const integrations = ops
    .command("integrations")
    .description("the tenant's CRMs, and how their sync stands");

  integrations
    .command("list")
    .description("list them")
    .addOption(limitOption())
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const { api, json, tenantId } = openContext(io, command);
      const path = { tenantId: tenantId() };
      printRows(
        io,
        await listItems((query) => api.GET(PATH, { params: { path, query } }), limit),
        {
          id: ({ id }) => id,
          system: ({ system }) => system,
          status: ({ isActive, syncStatus }) => (isActive ? syncStatus : "switched off"),
          "last sync": ({ lastSyncAt }) => lastSyncAt,
          pending: ({ pending }) => pending,
          failed: ({ failed }) => failed,
          error: ({ lastError }) => lastError,
        },
        { json, none: "There are none." },
      );
    });

  integrations
    .command("show <id>")
    .description("how one stands")
    .action(async (id: string, _options: object, command: Command) => {
      const context = openContext(io, command);
      printFields(io, await readAnswer(context.api.GET(ROW_PATH, { params: row(context, id) })), context);
    });

  for (const verb of Object.keys(VERBS) as (keyof typeof VERBS)[]) {
    integrations
      .command(`${verb} <id>`)
      .description(VERBS[verb])
      .action(async (id: string, _options: object, command: Command) => {
        const context = openContext(io, command);
        const call = context.api.POST(`${ROW_PATH}/${verb}`, { params: row(context, id) });
        printFields(io, await readAnswer(call), context);
      });
  }

  integrations
    .command("test <id>")
    .description("reach the CRM, and say what an administrator has to add in it")
    .action(async (id: string, _options: object, command: Command) => {
      const context = openContext(io, command);
      const call = context.api.POST(`${ROW_PATH}/test`, { params: row(context, id) });
      printFields(io, await readAnswer(call), context);
    });

  integrations
    .command("mappings <id>")
    .description("how the customers stand in the CRM")
    .option("--status <status>", "such as conflict, error or blocked")
    .addOption(limitOption())
    .action(async (id: string, { status, limit }: MappingsOptions, command: Command) => {
      const context = openContext(io, command);
      const params = row(context, id);
      const listPage = (page: { limit: number; cursor?: string }) =>
        context.api.GET(`${ROW_PATH}/mappings`, { params: { ...params, query: { status, ...page } } });
      printRows(
        io,
        await listItems(listPage, limit),
        {
          customer: ({ prospectId }) => prospectId,
          record: ({ externalId }) => externalId,
          status: ({ syncStatus }) => syncStatus,
          "last synced": ({ lastSyncedAt }) => lastSyncedAt,
          reason: ({ metadata }) => (metadata?.reason === undefined ? undefined : String(metadata.reason)),
        },
        { json: context.json, none: "There are none." },
      );
    });

  integrations
    .command("runs <id>")
    .description("what its last passes did")
    .addOption(limitOption())
    .action(async (id: string, { limit }: { limit: number }, command: Command) => {
      const context = openContext(io, command);
      const params = row(context, id);
      const listPage = (query: { limit: number; cursor?: string }) =>
        context.api.GET(`${ROW_PATH}/runs`, { params: { ...params, query } });
      printRows(
        io,
        await listItems(listPage, limit),
        {
          started: ({ startedAt }) => startedAt,
          finished: ({ finishedAt }) => finishedAt,
          result: ({ result }) => result,
          counts: ({ counts }) =>
            Object.entries(counts)
              .map(([name, count]) => `${name} ${count}`)
              .join(", "),
          error: ({ error }) => error,
        },
        { json: context.json, none: "There are none." },
      );
    });
}

interface MappingsOptions {
  /** The API refuses a status that it does not know. */
  status?: MappingStatus;
  limit: number;
}

function row({ tenantId }: CommandContext, id: string) {
  return { path: { tenantId: tenantId(), id } };
}
