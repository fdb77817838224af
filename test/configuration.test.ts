import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MAX_ATTEMPTS } from "../workers/consumer/src/queue/queue-outcome.ts";

it("counts as many attempts as the queue delivers", () => {
  const config = readFileSync("wrangler.consumer.toml", "utf8");
  const consumer = config
    .split("[[queues.consumers]]")
    .find((part) => part.includes('queue = "message-events"\n'));
  expect(Number(/max_retries = (\d+)/.exec(consumer ?? "")?.[1]) + 1).toBe(MAX_ATTEMPTS);
});
