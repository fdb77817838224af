import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, newTwilioAccount, startPipeline } from "./local-pipeline.ts";

interface List<T> {
  items: T[];
}
interface DeadLetter {
  id: string;
  reason: string;
  event: { providerMessageId?: string };
}
interface Forecast {
  items: { tenantId: string | null; outcome: string; error?: string }[];
}

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it("brings a signed message to an address that nobody had to its tenant, once somebody has it and it is replayed", async () => {
  const account = newTwilioAccount();
  const addChannel = (address: string, tenantId = "late", credentials = account) =>
    pipeline.api("POST", `/tenants/${tenantId}/channels`, { provider: "twilio", address, credentials });
  await addChannel("+33757000001");
  const message = {
    MessageSid: "SM-early",
    From: "+33612345678",
    To: "+33757000002",
    Body: "Je m'appelle Sophie Martin",
  };
  expect(await pipeline.post(pipeline.sign(account, message))).toBe(200);
  const [parked] = await eventually(
    async () =>
      (await pipeline.api<List<DeadLetter>>("GET", "/dead-letters?reason=unknown_address")).items.filter(
        ({ event }) => event.providerMessageId === "SM-early",
      ),
    ({ length }) => length === 1,
  );
  expect(parked).toMatchObject({ reason: "unknown_address" });

  const body = { ids: [parked?.id], reason: "the number is registered now" };
  const foretell = () => pipeline.api<Forecast>("POST", "/dead-letters/replay", { ...body, dryRun: true });
  // A stranger claims the number, and even the account; only the account's token proves anything.
  await addChannel("+33757000002", "stranger", { ...newTwilioAccount(), accountSid: account.accountSid });
  expect((await foretell()).items).toMatchObject([
    { tenantId: null, outcome: "fails", error: expect.stringContaining("nobody who could prove") },
  ]);

  await addChannel("+33757000002");
  const forecast = await foretell();
  expect(forecast.items).toMatchObject([{ tenantId: "late", outcome: "creates_customer" }]);
  const { id } = await pipeline.api<{ id: string }>("POST", "/dead-letters/replay", body);
  const replay = await eventually(
    () => pipeline.api<{ state: string }>("GET", `/replays/${id}`),
    ({ state }) => state === "done",
  );
  expect(replay).toMatchObject({ state: "done", total: 1, sent: 1 });

  const customers = () =>
    pipeline
      .api<List<{ id: string; activitiesCount: number }>>("GET", "/tenants/late/customers")
      .then(({ items }) => items);
  await eventually(customers, ({ length }) => length === 1);
  // The provider delivers it once more, now that the address has an owner: it is the same event.
  expect(await pipeline.post(pipeline.sign(account, message))).toBe(200);
  expect(await pipeline.post(pipeline.sign(account, { ...message, MessageSid: "SM-later" }))).toBe(200);
  const found = await eventually(customers, ([customer]) => customer?.activitiesCount === 2);
  expect(found).toMatchObject([{ firstName: "Sophie", lastName: "Martin", activitiesCount: 2 }]);
  const { items: activities } = await pipeline.api<List<unknown>>(
    "GET",
    `/tenants/late/customers/${found[0]?.id}/activities`,
  );
  expect(JSON.stringify(activities)).not.toContain("signers");
  expect(await pipeline.api("GET", "/tenants/stranger/customers")).toMatchObject({ items: [] });
});
