import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MAX_ATTEMPTS } from "../workers/consumer/src/queue/queue-outcome.ts";

it("counts as many attempts as the queue delivers", () => {
  const config = readFileSync("wrangler.consumer.toml", "utf8");
  const consumer = config
    .split("[[queues.consumers]]")
    .find((part) => part.includes('queue = "message-events"\n'));
  expect(Number(/max_retries = (\d+)/.exec(consumer ?? "")?.[1]) + 1).toBe(MAX_ATTEMPTS);
});

it.each(globSync("wrangler.*.toml"))(
  "names its tsconfig in %s, so that none above the repository counts",
  (file) => {
    expect(readFileSync(file, "utf8").split("\n")).toContain('tsconfig = "tsconfig.base.json"');
  },
);
