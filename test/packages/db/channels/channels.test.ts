import { env } from "cloudflare:workers";
import { ConflictError, NotFoundError } from "@coccinelle/core";
import {
  deleteChannel,
  findChannel,
  findChannelCandidates,
  insertChannel,
  listChannels,
  listCredentialsToReseal,
  type NewChannel,
  replaceCredentials,
  updateChannel,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { queryPlan } from "../query-plan.ts";

const NOW = new Date("2026-06-01T12:00:00.000Z");
const LATER = new Date("2026-06-02T12:00:00.000Z");

function newChannel(partial: Partial<NewChannel> = {}): NewChannel {
  return {
    id: uniqueId("channel"),
    tenantId: uniqueId("tenant"),
    provider: "twilio",
    address: uniqueId("+33"),
    accountId: uniqueId("AC"),
    serviceId: null,
    credentials: uniqueId("sealed"),
    settings: {},
    ...partial,
  };
}

describe("channels", () => {
  it("come back as they were inserted", async () => {
    const channel = newChannel({ serviceId: "MG1", settings: { defaultCountry: "BE" } });
    const inserted = await insertChannel(env.DB, channel, NOW);
    expect(inserted).toEqual({ ...channel, createdAt: NOW.toISOString(), updatedAt: NOW.toISOString() });
    expect(await findChannel(env.DB, channel.tenantId, channel.id)).toEqual(inserted);
    expect(await listChannels(env.DB, channel.tenantId)).toEqual({ items: [inserted], nextCursor: null });
  });

  it("have an address that no other channel of the tenant has", async () => {
    const channel = await insertChannel(env.DB, newChannel(), NOW);
    const { tenantId, address } = channel;
    await expect(insertChannel(env.DB, newChannel({ tenantId, address }), NOW)).rejects.toThrow(
      ConflictError,
    );
    await expect(insertChannel(env.DB, newChannel({ address }), NOW)).resolves.toMatchObject({ address });
    await expect(insertChannel(env.DB, newChannel({ id: channel.id }), NOW)).rejects.not.toThrow(
      ConflictError,
    );
  });

  it("change in what is given, and keep the rest", async () => {
    const channel = await insertChannel(env.DB, newChannel({ serviceId: "MG1" }), NOW);
    const changes = { serviceId: null, settings: { defaultCountry: "CH" } };
    const changed = await updateChannel(env.DB, channel.tenantId, channel.id, changes, LATER);
    expect(changed).toEqual({ ...channel, ...changes, updatedAt: LATER.toISOString() });
    expect(await findChannel(env.DB, channel.tenantId, channel.id)).toEqual(changed);
  });

  it.each([
    ["a setting of a newer version", '{"defaultCountry":"BE","color":"red"}', { defaultCountry: "BE" }],
    ["a value of a newer version", '{"defaultCountry":{"sms":"BE"}}', {}],
    ["broken JSON", '{"defaultCountry":', {}],
    ["no object", "null", {}],
  ])(
    "are found and listed with the settings that can be read where there is %s",
    async (_, text, settings) => {
      const tenantId = uniqueId("tenant");
      const broken = await insertChannel(env.DB, newChannel({ tenantId }), NOW);
      const other = await insertChannel(env.DB, newChannel({ tenantId, accountId: broken.accountId }), LATER);
      await env.DB.prepare("UPDATE channels SET settings = ?2 WHERE id = ?1").bind(broken.id, text).run();
      const expected = { ...broken, settings };
      expect(await findChannel(env.DB, tenantId, broken.id)).toEqual(expected);
      expect((await listChannels(env.DB, tenantId)).items).toEqual([other, expected]);
      const owner = { accountId: broken.accountId ?? undefined };
      expect(await findChannelCandidates(env.DB, "twilio", owner)).toEqual([expected, other]);
      await updateChannel(env.DB, tenantId, broken.id, { credentials: "new" }, LATER);
      const kept = env.DB.prepare("SELECT settings FROM channels WHERE id = ?1").bind(broken.id);
      expect(await kept.first("settings")).toBe(text);
    },
  );

  it("are deleted once", async () => {
    const { tenantId, id } = await insertChannel(env.DB, newChannel(), NOW);
    expect(await deleteChannel(env.DB, tenantId, id)).toBe(true);
    expect(await deleteChannel(env.DB, tenantId, id)).toBe(false);
    expect(await findChannel(env.DB, tenantId, id)).toBeNull();
  });

  it("are nobody else's", async () => {
    const channel = await insertChannel(env.DB, newChannel(), NOW);
    const other = uniqueId("tenant");
    expect(await findChannel(env.DB, other, channel.id)).toBeNull();
    expect(await listChannels(env.DB, other)).toEqual({ items: [], nextCursor: null });
    await expect(updateChannel(env.DB, other, channel.id, { credentials: "" }, LATER)).rejects.toThrow(
      NotFoundError,
    );
    expect(await deleteChannel(env.DB, other, channel.id)).toBe(false);
    expect(await findChannel(env.DB, channel.tenantId, channel.id)).toEqual(channel);
  });

  it("come page by page, the newest first", async () => {
    const tenantId = uniqueId("tenant");
    const ids = [];
    for (const minute of [0, 1, 1]) {
      const channel = newChannel({ tenantId, id: uniqueId(`channel-${ids.length}`) });
      ids.unshift((await insertChannel(env.DB, channel, new Date(Date.UTC(2026, 5, 1, 12, minute)))).id);
    }
    const first = await listChannels(env.DB, tenantId, { limit: 2 });
    const second = await listChannels(env.DB, tenantId, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
  });
});

describe("findChannelCandidates", () => {
  it("finds every channel that could own a request, of whatever tenant, the oldest first", async () => {
    const owner = { address: uniqueId("+33"), accountId: uniqueId("AC"), serviceId: uniqueId("MG") };
    const byAccount = await insertChannel(
      env.DB,
      newChannel({ accountId: owner.accountId }),
      new Date(NOW.getTime() + 3),
    );
    const byAddress = await insertChannel(
      env.DB,
      newChannel({ address: owner.address }),
      new Date(NOW.getTime() + 1),
    );
    const byService = await insertChannel(
      env.DB,
      newChannel({ serviceId: owner.serviceId }),
      new Date(NOW.getTime() + 2),
    );
    const service = await insertChannel(env.DB, newChannel({ address: owner.serviceId }), NOW);
    await insertChannel(env.DB, newChannel(), NOW);
    expect(await findChannelCandidates(env.DB, "twilio", owner)).toEqual([
      service,
      byAddress,
      byService,
      byAccount,
    ]);
    expect(await findChannelCandidates(env.DB, "twilio", { address: owner.address })).toEqual([byAddress]);
    expect(await findChannelCandidates(env.DB, "twilio", { accountId: owner.accountId })).toEqual([
      byAccount,
    ]);
  });

  it("finds a channel once that fits in several ways, and none for a request that names nothing", async () => {
    const channel = await insertChannel(env.DB, newChannel({ serviceId: uniqueId("MG") }), NOW);
    const { address, accountId, serviceId } = channel;
    const owner = { address, accountId: accountId ?? undefined, serviceId: serviceId ?? undefined };
    expect(await findChannelCandidates(env.DB, "twilio", owner)).toEqual([channel]);
    expect(await findChannelCandidates(env.DB, "twilio", {})).toEqual([]);
  });

  it("goes through the indexes", async () => {
    const statements: string[] = [];
    const db = observedDatabase(env.DB, { onRoundTrip: (sql) => void statements.push(...sql) });
    await findChannelCandidates(db, "twilio", { address: "a" });
    expect(statements).toHaveLength(1);
    const plan = await queryPlan(statements.join());
    for (const index of ["channels_by_address", "channels_by_service", "channels_by_account"]) {
      expect(plan).toContainEqual(expect.stringContaining(index));
    }
    expect(plan.filter((detail) => detail.startsWith("SCAN"))).toEqual([]);
  });
});

describe("sealing anew", () => {
  it("lists the channels whose credentials another key sealed, and replaces theirs once", async () => {
    const old = await insertChannel(env.DB, newChannel({ credentials: "v1.old.secret" }), NOW);
    const current = await insertChannel(env.DB, newChannel({ credentials: "v1.new.secret" }), NOW);
    const listed = (await listCredentialsToReseal(env.DB, "v1.new.", 200)).map(({ id }) => id);
    expect(listed).toContain(old.id);
    expect(listed).not.toContain(current.id);
    const row = { ...old, table: "channels" } as const;
    const foreign = { ...row, tenantId: uniqueId("tenant") };
    expect(await replaceCredentials(env.DB, foreign, "v1.new.theirs")).toBe(false);
    expect(await replaceCredentials(env.DB, row, "v1.new.other")).toBe(true);
    expect(await replaceCredentials(env.DB, row, "v1.new.late")).toBe(false);
    expect(await findChannel(env.DB, old.tenantId, old.id)).toEqual({ ...old, credentials: "v1.new.other" });
    expect((await listCredentialsToReseal(env.DB, "v1.new.", 200)).map(({ id }) => id)).not.toContain(old.id);
  });
});
