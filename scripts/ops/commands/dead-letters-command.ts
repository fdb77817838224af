import { type Command, Option } from "commander";
import * as z from "zod";
import { type CommandContext, openContext } from "../command-context.ts";
import type { Query } from "../operators-client.ts";
import { EXIT_CODES, OpsFailure } from "../ops-failure.ts";
import type { OpsIo } from "../ops-io.ts";
import { parseAnswer, printFields, printRows } from "../printing/print.ts";
import { printForecast } from "../printing/print-forecast.ts";
import { followReplay, Replay } from "./follow-replay.ts";
import { limitOption, reasonOption, sinceOption, untilOption } from "./list-options.ts";
import { type Scope, scopePath, withScope } from "./scope.ts";

const DeadLetter = z.looseObject({
  id: z.string(),
  provider: z.string().nullable(),
  reason: z.string(),
  error: z.string(),
  attempts: z.number(),
  status: z.string(),
  lastFailedAt: z.string().nullable(),
});

const Discarded = z.looseObject({ notFound: z.number() });

interface Filter {
  status?: string;
  reasonClass?: string;
  since?: string;
  until?: string;
  source?: string;
}

interface Change extends Scope, Filter {
  reason: string;
  all?: boolean;
  dryRun?: boolean;
}

/** `ops dead-letters …`: what could not be processed. */
export function addDeadLettersCommand(ops: Command, io: OpsIo): void {
  const deadLetters = ops.command("dead-letters").description("what could not be processed, and why");

  withFilter(withScope(deadLetters.command("list").description("list them, the latest first")))
    .addOption(limitOption())
    .action(async ({ limit, ...options }: Scope & Filter & { limit: number }, command: Command) => {
      const context = openContext(io, command);
      const rows = await context.api.list(pathOf(context, options), toQuery(options), limit, DeadLetter);
      printRows(
        io,
        rows,
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
      const path = `${pathOf(context, options)}/${encodeURIComponent(id)}`;
      printFields(io, parseAnswer(DeadLetter, await context.api.call("GET", path)), context);
    },
  );

  withSelection(
    deadLetters
      .command("replay [ids...]")
      .description("send them again, as they were; a dry run changes nothing"),
  )
    .option("--no-wait", "do not wait for the end")
    .action(async (ids: string[], options: Change & { wait: boolean }, command: Command) => {
      const context = openContext(io, command);
      const answer = await change(context, "replay", ids, options);
      if (options.dryRun) printForecast(context, answer);
      else if (!options.wait) printFields(io, parseAnswer(Replay, answer), context);
      else await followReplay(context, parseAnswer(Replay, answer), scopePath(context, options));
    });

  withSelection(
    deadLetters.command("discard [ids...]").description("put them aside; they can be replayed later"),
  ).action(async (ids: string[], options: Change, command: Command) => {
    const context = openContext(io, command);
    const counts = parseAnswer(Discarded, await change(context, "discard", ids, options));
    printFields(io, counts, context);
    if (counts.notFound > 0) {
      throw new OpsFailure(`${counts.notFound} of the named ones are not there.`, EXIT_CODES.incomplete);
    }
  });

  withScope(deadLetters.command("edit <id>").description("make a corrected event of one, and send that"))
    .requiredOption("--file <path>", "the whole corrected event, as JSON")
    .addOption(reasonOption())
    .option("--dry-run", "only say what would become of it")
    .action(async (id: string, options: Scope & EditOptions, command: Command) => {
      const context = openContext(io, command);
      const path = `${pathOf(context, options)}/${encodeURIComponent(id)}/edit`;
      const body = { event: readEvent(io, options.file), reason: options.reason, dryRun: options.dryRun };
      printFields(io, parseAnswer(z.looseObject({}), await context.api.call("POST", path, body)), context);
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
    .addOption(new Option("--source <source>", "events, or what a CRM refuses").choices(["events", "sync"]));
}

/** Some by their ids, or all that a filter lets pass; never all by mistake. */
function withSelection(command: Command): Command {
  return withFilter(withScope(command))
    .addOption(reasonOption())
    .option("--all", "all that the filter lets pass")
    .option("--dry-run", "only say what would happen");
}

function pathOf(context: CommandContext, scope: Scope): string {
  return `${scopePath(context, scope)}/dead-letters`;
}

function toQuery({ status, reasonClass, since, until, source }: Filter): Query {
  return { status, reason: reasonClass, since, until, source };
}

function change(context: CommandContext, verb: string, ids: string[], options: Change): Promise<unknown> {
  if (ids.length > 0 === (options.all === true)) {
    throw new OpsFailure(
      "name some by their ids, or say --all for all that the filter lets pass",
      EXIT_CODES.usage,
    );
  }
  const { status, ...others } = toQuery(options);
  if (ids.length > 0 && Object.values(others).some((value) => value !== undefined)) {
    throw new OpsFailure("a filter goes with --all, not with ids", EXIT_CODES.usage);
  }
  const selection = ids.length > 0 ? { ids, status } : { filter: { status, ...others } };
  const { reason, dryRun } = options;
  return context.api.call("POST", `${pathOf(context, options)}/${verb}`, { ...selection, reason, dryRun });
}

function readEvent(io: OpsIo, path: string): unknown {
  try {
    return JSON.parse(io.readFile(path));
  } catch (cause) {
    throw new OpsFailure(`${path} cannot be read as JSON`, EXIT_CODES.usage, { cause });
  }
}
