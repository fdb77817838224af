import { type Overview, readAnswer } from "@coccinelle/api-client";
import type { Command } from "commander";
import { openContext } from "../command-context.ts";
import type { OpsIo } from "../ops-io.ts";
import { printRows, toJson } from "../printing/print.ts";
import { sinceOption, untilOption } from "./list-options.ts";

/** `ops overview`: the messages that came in, and everything that is stuck. */
export function addOverviewCommand(ops: Command, io: OpsIo): void {
  ops
    .command("overview")
    .description("the messages by the hour, and everything that is stuck")
    .addOption(sinceOption())
    .addOption(untilOption())
    .action(async (query: { since?: string; until?: string }, command: Command) => {
      const { api, json, tenantId } = openContext(io, command);
      const params = { path: { tenantId: tenantId() }, query };
      const overview = await readAnswer(api.GET("/api/tenants/{tenantId}/overview", { params }));
      if (json) io.out.write(toJson(overview));
      else printOverview(io, overview);
    });
}

function printOverview(io: OpsIo, overview: Overview): void {
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
