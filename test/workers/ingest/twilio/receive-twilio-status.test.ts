import { InvalidPayloadError, InvalidSignatureError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newChannel, saveChannel, signedStatus } from "../test-channel.ts";
import { newIngest } from "../test-ingest.ts";

describe("a status callback", () => {
  it("of a message is logged by ids, and queues nothing", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const request = signedStatus(channel, {
      MessageSid: "SM1",
      MessageStatus: "undelivered",
      ErrorCode: "30003",
    });
    expect((await ingest.receive(request)).status).toBe(204);
    expect(ingest.queued).toEqual([]);
    expect(ingest.logged).toEqual([
      {
        event: "status_received",
        fields: {
          accountId: channel.accountSid,
          kind: "message",
          providerMessageId: "SM1",
          status: "undelivered",
          errorCode: "30003",
        },
      },
    ]);
  });

  it("of a call is logged with the call's id", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(
      signedStatus(channel, { MessageSid: "", MessageStatus: "", CallSid: "CA1", CallStatus: "no-answer" }),
    );
    expect(ingest.logged).toMatchObject([
      { fields: { kind: "call", providerMessageId: "CA1", status: "no-answer", errorCode: null } },
    ]);
  });

  it("makes no look-up in the database once its account is in memory, whatever number was written to", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    for (let number = 0; number < 10; number++) {
      await ingest.receive(signedStatus(channel, { To: `+3361234567${number}` }));
      ingest.wait(2_000);
    }
    expect(ingest.loads()).toBe(1);
  });

  it("that the account did not sign is refused", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const forged = { ...channel, authToken: crypto.randomUUID() };
    await expect(ingest.receive(signedStatus(forged))).rejects.toThrow(InvalidSignatureError);
    await expect(ingest.receive(signedStatus(channel, { AccountSid: "" }))).rejects.toThrow(
      InvalidSignatureError,
    );
    expect(ingest.logged).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["MessageSid is missing", { MessageSid: "" }],
    ["MessageStatus is missing", { MessageStatus: "" }],
    ["MessageStatus is no status", { MessageStatus: "Bonjour Sophie" }],
    ["CallStatus is missing", { CallSid: "CA1" }],
  ])("that cannot be read is refused by the field's name: %s", async (message, fields) => {
    const channel = await saveChannel(newChannel());
    const refusal = newIngest().receive(signedStatus(channel, fields));
    await expect(refusal).rejects.toThrow(InvalidPayloadError);
    await expect(refusal).rejects.toThrow(message);
  });
});
