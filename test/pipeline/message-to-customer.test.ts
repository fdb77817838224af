import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, newTwilioAccount, startPipeline } from "./local-pipeline.ts";

interface List<T> {
  items: T[];
}
interface Customer {
  id: string;
  firstName: string;
  lastName: string;
  activitiesCount: number;
}

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

const number = "+33757000001";

async function newTenant(tenantId: string) {
  const account = newTwilioAccount();
  await pipeline.api("POST", `/tenants/${tenantId}/channels`, {
    provider: "twilio",
    address: number,
    credentials: account,
  });
  const customers = () =>
    pipeline.api<List<Customer>>("GET", `/tenants/${tenantId}/customers`).then(({ items }) => items);
  return { account, customers };
}

describe("a signed message", () => {
  it("becomes a customer with an activity, once, however often it is delivered", async () => {
    const { account, customers } = await newTenant("once");
    const request = pipeline.sign(account, {
      MessageSid: "SM1",
      From: "+33612345678",
      To: number,
      Body: "Bonjour, je m'appelle Sophie Martin",
    });
    expect([await pipeline.post(request), await pipeline.post(request)]).toEqual([200, 200]);
    const later = pipeline.sign(account, {
      MessageSid: "SM2",
      From: "whatsapp:+33612345678",
      To: `whatsapp:${number}`,
      Body: "Encore moi",
    });
    expect(await pipeline.post(later)).toBe(200);
    const found = await eventually(customers, ([customer]) => customer?.activitiesCount === 2);
    expect(found).toMatchObject([{ firstName: "Sophie", lastName: "Martin", activitiesCount: 2 }]);
    const [customer] = found;
    const activities = await pipeline.api<List<{ channel: string }>>(
      "GET",
      `/tenants/once/customers/${customer?.id}/activities`,
    );
    expect(activities.items.map(({ channel }) => channel).toSorted()).toEqual(["sms", "whatsapp"]);
  });

  it("with a forged signature leaves nothing behind", async () => {
    const { account, customers } = await newTenant("forged");
    const forger = { ...account, authToken: newTwilioAccount().authToken };
    expect(
      await pipeline.post(
        pipeline.sign(forger, { MessageSid: "SM1", From: "+33612345678", To: number, Body: "x" }),
      ),
    ).toBe(403);
    expect(
      await pipeline.post(
        pipeline.sign(account, { MessageSid: "SM2", From: "+33612345679", To: number, Body: "y" }),
      ),
    ).toBe(200);
    expect(await eventually(customers, ({ length }) => length > 0)).toMatchObject([{ activitiesCount: 1 }]);
  });

  it("to a number that nobody owns is kept as a dead letter", async () => {
    const { account } = await newTenant("unowned");
    expect(
      await pipeline.post(
        pipeline.sign(account, {
          MessageSid: "SM-unowned",
          From: "+33612345678",
          To: "+33757999999",
          Body: "x",
        }),
      ),
    ).toBe(200);
    const deadLetters = () =>
      pipeline.api<List<{ reason: string; event: { providerMessageId: string } }>>("GET", "/dead-letters");
    const { items } = await eventually(deadLetters, (list) => list.items.length > 0);
    expect(items).toMatchObject([{ reason: "unknown_address", event: { providerMessageId: "SM-unowned" } }]);
  });

  it("that the queue refused reaches the customer by the outbox and the cron", async () => {
    const { customers } = await newTenant("outbox");
    const { DB } = await pipeline.ingest.getEnv();
    const event = {
      version: 1,
      id: "0123456789abcdef0123456789abcdef",
      tenantId: "outbox",
      channelId: null,
      provider: "twilio",
      providerMessageId: "SM1",
      type: "message_received",
      channel: "sms",
      occurredAt: "2026-03-01T10:00:00.000Z",
      sender: { address: "+33612345678" },
      recipient: number,
      defaultCountry: "FR",
      text: "Bonjour",
      traceId: "trace",
    };
    await DB.prepare(
      "INSERT INTO event_outbox (id, event, created_at) VALUES (?1, ?2, '2026-03-01 10:00:00.000')",
    )
      .bind(event.id, JSON.stringify(event))
      .run();
    await pipeline.ingest.scheduled({ cron: "* * * * *" });
    expect(await eventually(customers, ({ length }) => length > 0)).toMatchObject([{ activitiesCount: 1 }]);
    expect(await DB.prepare("SELECT count(*) AS n FROM event_outbox").first("n")).toBe(0);
  });
});
