import type { Command } from "commander";
import * as z from "zod";
import { type CommandContext, openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { parseAnswer, printFields, printRows } from "../printing/print.ts";
import { limitOption } from "./list-options.ts";

const Integration = z.looseObject({
  id: z.string(),
  system: z.string(),
  isActive: z.boolean(),
  syncStatus: z.string(),
  lastSyncAt: z.string().nullable(),
  pending: z.number(),
  failed: z.number(),
  lastError: z.string().nullable(),
});

const Mapping = z.looseObject({
  prospectId: z.string(),
  externalId: z.string().nullable(),
  syncStatus: z.string(),
  lastSyncedAt: z.string().nullable(),
  metadata: z.looseObject({ reason: z.string().optional() }).nullable(),
});

const Run = z.looseObject({
  startedAt: z.string(),
  finishedAt: z.string(),
  result: z.string(),
  counts: z.record(z.string(), z.number()),
  error: z.string().nullable(),
});

const VERBS = {
  sync: "look for changes now",
  pause: "stop the sync at its next page",
  resume: "go on",
  resync: "bring every customer there again",
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
      const { api, json } = openContext(io, command);
      printRows(
        io,
        await api.list(api.tenantPath("/integrations"), {}, limit, Integration),
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
      printFields(io, parseAnswer(Integration, await context.api.call("GET", pathOf(context, id))), context);
    });

  for (const [verb, description] of Object.entries(VERBS)) {
    integrations
      .command(`${verb} <id>`)
      .description(description)
      .action(async (id: string, _options: object, command: Command) => {
        const context = openContext(io, command);
        const answer = await context.api.call("POST", `${pathOf(context, id)}/${verb}`);
        printFields(io, parseAnswer(Integration, answer), context);
      });
  }

  integrations
    .command("test <id>")
    .description("reach the CRM, and say what an administrator has to add there")
    .action(async (id: string, _options: object, command: Command) => {
      const context = openContext(io, command);
      const report = await context.api.call("POST", `${pathOf(context, id)}/test`);
      printFields(io, parseAnswer(z.looseObject({}), report), context);
    });

  integrations
    .command("mappings <id>")
    .description("how the customers stand there")
    .option("--status <status>", "such as conflict, error or blocked")
    .addOption(limitOption())
    .action(async (id: string, { status, limit }: { status?: string; limit: number }, command: Command) => {
      const context = openContext(io, command);
      printRows(
        io,
        await context.api.list(`${pathOf(context, id)}/mappings`, { status }, limit, Mapping),
        {
          customer: ({ prospectId }) => prospectId,
          record: ({ externalId }) => externalId,
          status: ({ syncStatus }) => syncStatus,
          "last synced": ({ lastSyncedAt }) => lastSyncedAt,
          reason: ({ metadata }) => metadata?.reason,
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
      printRows(
        io,
        await context.api.list(`${pathOf(context, id)}/runs`, {}, limit, Run),
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

function pathOf({ api }: CommandContext, id: string): string {
  return api.tenantPath(`/integrations/${encodeURIComponent(id)}`);
}
