import {
  type AnyReason,
  type DeadLetterEdit,
  type DeadLetterSelection,
  type DeadLetterStatus,
  listItems,
  readAnswer,
} from "@coccinelle/api-client";
import { type Command, Option } from "commander";
import { openContext } from "../command-context.ts";
import { EXIT_CODES, OpsFailure } from "../ops-failure.ts";
import type { OpsIo } from "../ops-io.ts";
import { printFields, printRows } from "../printing/print.ts";
import { printForecast } from "../printing/print-forecast.ts";
import { followReplay } from "./follow-replay.ts";
import { limitOption, reasonOption, sinceOption, untilOption } from "./list-options.ts";
import { openScope, type Scope, withScope } from "./scope.ts";

interface Filter {
  status?: DeadLetterStatus;
  /** The API refuses a reason that it does not know. */
  reasonClass?: AnyReason;
  since?: string;
  until?: string;
  source?: "events" | "sync";
}

interface Change extends Scope, Filter {
  reason: string;
  all?: boolean;
  dryRun?: boolean;
}

/** `ops dead-letters …`: events that could not be processed. */
export function addDeadLettersCommand(ops: Command, io: OpsIo): void {
  const deadLetters = ops
    .command("dead-letters")
    .description("the events that could not be processed, and why");

  withFilter(withScope(deadLetters.command("list").description("list them, the latest first")))
    .addOption(limitOption())
    .action(async ({ limit, ...options }: Scope & Filter & { limit: number }, command: Command) => {
      const context = openContext(io, command);
      const api = openScope(context, options);
      printRows(
        io,
        await listItems((page) => api.listDeadLetters({ ...toFilter(options), ...page }), limit),
        {
          id: ({ id }) => id,
          "last failed": ({ lastFailedAt }) => lastFailedAt,
          provider: ({ provider }) => provider,
          status: ({ status }) => status,
          reason: ({ reason }) => reason,
          attempts: ({ attempts }) => attempts,
          error: ({ error }) => error,
        },
        { json: context.json, none: "There are none." },
      );
    });

  withScope(deadLetters.command("show <id>").description("the whole event, and what happened to it")).action(
    async (id: string, options: Scope, command: Command) => {
      const context = openContext(io, command);
      printFields(io, await readAnswer(openScope(context, options).showDeadLetter(id)), context);
    },
  );

  withSelection(
    deadLetters
      .command("replay [ids...]")
      .description("send them again unchanged; a dry run changes nothing"),
  )
    .option("--no-wait", "do not wait for the end")
    .action(async (ids: string[], options: Change & { wait: boolean }, command: Command) => {
      const context = openContext(io, command);
      const selection = toSelection(ids, options);
      const api = openScope(context, options);
      const answer = await readAnswer(api.replay(selection));
      if (!("state" in answer)) printForecast(context, answer);
      else if (!options.wait) printFields(io, answer, context);
      else await followReplay(context, answer, api);
    });

  withSelection(
    deadLetters.command("discard [ids...]").description("put them aside; you can replay them later"),
  ).action(async (ids: string[], options: Change, command: Command) => {
    const context = openContext(io, command);
    const selection = toSelection(ids, options);
    const counts = await readAnswer(openScope(context, options).discard(selection));
    printFields(io, counts, context);
    if (counts.notFound > 0) {
      throw new OpsFailure(`${counts.notFound} of the given ids do not exist.`, EXIT_CODES.incomplete);
    }
  });

  withScope(deadLetters.command("edit <id>").description("send a corrected event in its place"))
    .requiredOption("--file <path>", "the whole corrected event, as JSON")
    .addOption(reasonOption())
    .option("--dry-run", "only say what would happen")
    .action(async (id: string, options: Scope & EditOptions, command: Command) => {
      const context = openContext(io, command);
      const body = { event: readEvent(io, options.file), reason: options.reason, dryRun: options.dryRun };
      printFields(io, await readAnswer(openScope(context, options).edit(id, body)), context);
    });
}

interface EditOptions {
  file: string;
  reason: string;
  dryRun?: boolean;
}

function withFilter(command: Command): Command {
  return command
    .addOption(new Option("--status <status>").choices(["parked", "replayed", "discarded"]))
    .option("--reason-class <class>", "such as retries_exhausted")
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(
      new Option(
        "--source <source>",
        "events, or sync for customers and activities that a CRM refuses",
      ).choices(["events", "sync"]),
    );
}

/** Selects dead letters by ids, or with --all by a filter. Without either nothing is selected by mistake. */
function withSelection(command: Command): Command {
  return withFilter(withScope(command))
    .addOption(reasonOption())
    .option("--all", "select all that match the filter")
    .option("--dry-run", "only say what would happen");
}

function toFilter({ status, reasonClass, since, until, source }: Filter) {
  return { status, reason: reasonClass, since, until, source };
}

/** @throws OpsFailure where the command gives both ids and a filter, or neither */
function toSelection(ids: string[], { reason, dryRun, all, ...filter }: Change): DeadLetterSelection {
  if (ids.length > 0 === (all === true)) {
    throw new OpsFailure("give ids, or --all to select all that match the filter", EXIT_CODES.usage);
  }
  const { status, ...others } = toFilter(filter);
  if (ids.length > 0 && Object.values(others).some((value) => value !== undefined)) {
    throw new OpsFailure("a filter goes with --all, not with ids", EXIT_CODES.usage);
  }
  const selection = ids.length > 0 ? { ids, status } : { filter: { status, ...others } };
  return { ...selection, reason, dryRun };
}

/** The API checks the fields of the event. */
function readEvent(io: OpsIo, path: string): DeadLetterEdit["event"] {
  try {
    return JSON.parse(io.readFile(path));
  } catch (cause) {
    throw new OpsFailure(`${path} cannot be read as JSON`, EXIT_CODES.usage, { cause });
  }
}
