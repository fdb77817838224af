import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { findDeadLetter, insertChannel } from "@coccinelle/db";
import { channelCredentialsPlace, createVault } from "@coccinelle/vault";
import { describe, expect, it } from "vitest";
import worker from "../../../workers/consumer/src/index.ts";
import { messageEvent, uniqueId } from "../../support/message-event.ts";

async function deliver(queue: string, body: unknown) {
  const batch = createMessageBatch(queue, [{ id: "1", timestamp: new Date(), attempts: 1, body }]);
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return getQueueResult(batch, context);
}

describe("the consumer Worker", () => {
  it("records the events of the queue", async () => {
    const tenantId = uniqueId("tenant");
    const { explicitAcks } = await deliver("message-events", await messageEvent({ tenantId }));
    expect(explicitAcks).toEqual(["1"]);
    const count = env.DB.prepare("SELECT count(*) AS n FROM customer_activities WHERE tenant_id = ?1").bind(
      tenantId,
    );
    expect(await count.first("n")).toBe(1);
  });

  it("parks the messages of the dead-letter queue", async () => {
    const tenantId = uniqueId("tenant");
    const event = await messageEvent({ tenantId });
    const { explicitAcks } = await deliver("message-events-dead", event);
    expect(explicitAcks).toEqual(["1"]);
    expect(await findDeadLetter(env.DB, tenantId, event.id)).toMatchObject({
      reason: "retries_exhausted",
      traceId: event.traceId,
      codeVersion: env.CF_VERSION_METADATA.id || null,
    });
  });

  it("seals credentials under the current key at night", async () => {
    const channel = { id: uniqueId("channel"), tenantId: uniqueId("tenant") };
    const current: { keys: Record<string, string> } = JSON.parse(env.CREDENTIALS_KEYS);
    const older = createVault(
      JSON.stringify({ current: "old", keys: { old: Object.values(current.keys)[0] } }),
      {
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      },
    );
    const credentials = await older.seal("{}", channelCredentialsPlace(channel));
    await insertChannel(
      env.DB,
      {
        ...channel,
        provider: "twilio",
        address: uniqueId("+1"),
        accountId: null,
        serviceId: null,
        credentials,
        settings: {},
      },
      new Date(),
    );
    const lines: string[] = [];
    const { error } = console;
    console.error = (line: string) => void lines.push(line);
    await worker.scheduled(createScheduledController(), env);
    console.error = error;
    expect(lines.join("\n")).toContain(channel.id);
  });
});
