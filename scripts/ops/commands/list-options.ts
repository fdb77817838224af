import { InvalidArgumentError, Option } from "commander";

const DEFAULT_LIMIT = 50;

/** Limits the length of a printed list. */
export function limitOption(): Option {
  return new Option("--limit <number>", "show at most this many")
    .default(DEFAULT_LIMIT)
    .argParser(parseCount);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("a whole number from 1 on");
}

export function sinceOption(): Option {
  return new Option("--since <time>", "a day or time, such as 2026-11-22 or 2026-11-22T08:00:00Z");
}

export function untilOption(): Option {
  return new Option("--until <time>", "a later day or time, in the same form");
}

/** Takes the reason of a change. */
export function reasonOption(): Option {
  return new Option("--reason <why>", "kept in the audit and in the history").makeOptionMandatory();
}
