import type { Command } from "commander";
import * as z from "zod";
import { openContext } from "../command-context.ts";
import { toSearch } from "../operators-client.ts";
import type { OpsIo } from "../ops-io.ts";
import { parseAnswer, printRows, toJson } from "../printing/print.ts";
import { sinceOption, untilOption } from "./list-options.ts";

const Overview = z.looseObject({
  since: z.string(),
  until: z.string(),
  messages: z.array(z.object({ hour: z.string(), channel: z.string(), count: z.number() })),
  customersCreated: z.number(),
  deadLetters: z.array(z.object({ reason: z.string(), parked: z.number() })),
  integrations: z.array(
    z.looseObject({
      id: z.string(),
      system: z.string(),
      isActive: z.boolean(),
      syncStatus: z.string(),
      lagSeconds: z.number(),
      failedPasses: z.number(),
      failedRecords: z.number(),
    }),
  ),
});

/** `ops overview`: what came in, and what does not get on. */
export function addOverviewCommand(ops: Command, io: OpsIo): void {
  ops
    .command("overview")
    .description("what came in, by the hour, and what does not get on")
    .addOption(sinceOption())
    .addOption(untilOption())
    .action(async (period: { since?: string; until?: string }, command: Command) => {
      const { api, json } = openContext(io, command);
      const answer = await api.call("GET", `${api.tenantPath("/overview")}${toSearch({ ...period })}`);
      if (json) io.out.write(toJson(answer));
      else printOverview(io, parseAnswer(Overview, answer));
    });
}

function printOverview(io: OpsIo, overview: z.infer<typeof Overview>): void {
  const { since, until, messages, customersCreated, deadLetters, integrations } = overview;
  const part = { json: false };
  io.out.write(
    `${since} to ${until}: ${customersCreated} new ${customersCreated === 1 ? "customer" : "customers"}\n\n`,
  );
  printRows(
    io,
    messages,
    { hour: ({ hour }) => hour, channel: ({ channel }) => channel, messages: ({ count }) => count },
    { ...part, none: "No messages." },
  );
  io.out.write("\n");
  printRows(
    io,
    deadLetters,
    { "parked because": ({ reason }) => reason, events: ({ parked }) => parked },
    { ...part, none: "No dead letters are parked." },
  );
  io.out.write("\n");
  printRows(
    io,
    integrations,
    {
      integration: ({ id }) => id,
      system: ({ system }) => system,
      status: ({ isActive, syncStatus }) => (isActive ? syncStatus : "switched off"),
      "lag (s)": ({ lagSeconds }) => lagSeconds,
      "failed passes": ({ failedPasses }) => failedPasses,
      "failed records": ({ failedRecords }) => failedRecords,
    },
    { ...part, none: "No integrations." },
  );
}
