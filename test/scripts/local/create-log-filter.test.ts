import { describe, expect, it } from "vitest";
import { createLogFilter } from "../../../scripts/local/create-log-filter.ts";

function filter(...lines: string[]): string[] {
  const filterLog = createLogFilter();
  return lines.map(filterLog).filter((line) => line !== null);
}

describe("createLogFilter", () => {
  it("shows a Worker's log lines of every level, without what wrangler puts before them", () => {
    expect(
      filter(
        '[coccinelle-ingest] {"level":"info","event":"webhook_accepted"}',
        '▲ [WARNING] {"level":"warn","event":"webhook_refused"}',
        '✘ [ERROR] {"level":"error","event":"cron_failed"}',
      ),
    ).toEqual([
      '{"level":"info","event":"webhook_accepted"}',
      '{"level":"warn","event":"webhook_refused"}',
      '{"level":"error","event":"cron_failed"}',
    ]);
  });

  it("hides wrangler's own notices", () => {
    expect(
      filter("⎔ Starting local server...", "[wrangler:info] GET /health 200 OK (3ms)", "", "  env.DB  local"),
    ).toEqual([]);
  });

  it("shows an error with the indented lines that explain it, and nothing after them", () => {
    const error = [
      "✘ [ERROR] Build failed with 1 error:",
      "",
      "  ✘ [ERROR] Could not resolve",
      "      a.ts:1:2:",
    ];
    expect(filter("[wrangler:info] Ready", ...error, "[wrangler:info] GET / 200 OK (1ms)", "  more")).toEqual(
      error,
    );
  });

  it("shows an uncaught exception with its stack", () => {
    const exception = ["[wrangler:error] Error: boom", "    at fetch (index.ts:3:1)"];
    expect(filter(...exception, "[wrangler:info] GET /boom 500")).toEqual(exception);
  });
});
