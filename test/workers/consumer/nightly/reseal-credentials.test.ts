import { env } from "cloudflare:workers";
import { Buffer } from "node:buffer";
import type { Log } from "@coccinelle/core";
import {
  findChannel,
  findIntegration,
  insertChannel,
  insertIntegration,
  updateChannel,
} from "@coccinelle/db";
import {
  channelCredentialsPlace,
  createVault,
  integrationCredentialsPlace,
  type Vault,
} from "@coccinelle/vault";
import { beforeEach, describe, expect, it } from "vitest";
import { resealCredentials } from "../../../../workers/consumer/src/nightly/reseal-credentials.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const newKey = () => Buffer.from(randomBytes(32)).toString("base64");
const keys = { old: newKey(), current: newKey() };
const before = createVault(JSON.stringify({ current: "old", keys }), { randomBytes });
const after = createVault(JSON.stringify({ current: "current", keys }), { randomBytes });
const tenantId = "acme";
const now = new Date("2026-11-20T08:00:00Z");

let lines: unknown[];
const log: Log = (level, event, fields) => {
  lines.push({ level, event, ...fields });
};

beforeEach(async () => {
  lines = [];
  // The job seals everybody's, those of other files, too.
  await env.DB.exec("DELETE FROM channels");
  await env.DB.exec("DELETE FROM crm_integrations");
});

/** Inserts a channel. Its credentials are its own id, sealed by the vault. */
async function insert(id: string, vault: Vault) {
  const credentials = await vault.seal(`token of ${id}`, channelCredentialsPlace({ id, tenantId }));
  const channel = { id, tenantId, provider: "twilio" as const, address: id, credentials, settings: {} };
  return await insertChannel(env.DB, { ...channel, accountId: "AC1", serviceId: null }, now);
}

async function stored(id: string): Promise<string> {
  const channel = await findChannel(env.DB, tenantId, id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  return channel.credentials;
}

describe("resealing credentials", () => {
  it("seals the credentials of every channel under the current key, over several pages, and leaves the ones that are already under it", async () => {
    const ids = Array.from({ length: 205 }, (_, index) => `channel-${index}`);
    for (const id of ids) await insert(id, before);
    const kept = await insert("kept", after);
    await resealCredentials({ db: env.DB, vault: after, log });
    for (const id of ids) {
      const sealed = await stored(id);
      expect(sealed).toContain(after.currentPrefix);
      expect(await after.open(sealed, channelCredentialsPlace({ id, tenantId }))).toBe(`token of ${id}`);
    }
    expect(await stored("kept")).toBe(kept.credentials);
    expect(lines).toEqual([
      { level: "info", event: "credentials_resealed", resealed: 205, changedMeanwhile: 0, failed: 0 },
    ]);
    await resealCredentials({ db: env.DB, vault: after, log });
    expect(lines[1]).toMatchObject({ resealed: 0 });
  });

  it("seals an integration's credentials under the current key, too", async () => {
    const integration = { id: "integration", tenantId };
    const place = integrationCredentialsPlace(integration);
    const credentials = await before.seal("token of the CRM", place);
    await insertIntegration(env.DB, { ...integration, system: "hubspot", credentials, settings: {} }, now);
    await resealCredentials({ db: env.DB, vault: after, log });
    const sealed = (await findIntegration(env.DB, tenantId, integration.id))?.credentials ?? "";
    expect(sealed).toContain(after.currentPrefix);
    expect(await after.open(sealed, place)).toBe("token of the CRM");
  });

  it("leaves credentials that do not open, logs their ids, and continues after a whole page of them", async () => {
    const lost = createVault(JSON.stringify({ current: "lost", keys: { lost: newKey() } }), { randomBytes });
    const broken = Array.from({ length: 100 }, (_, index) => `a-broken-${index}`);
    const credentials = new Map<string, string>();
    for (const id of broken) credentials.set(id, (await insert(id, lost)).credentials);
    await insert("z-good", before);
    await resealCredentials({ db: env.DB, vault: after, log });
    expect(await stored("z-good")).toContain(after.currentPrefix);
    for (const id of broken) {
      expect(await stored(id)).toBe(credentials.get(id));
      expect(lines).toContainEqual(expect.objectContaining({ event: "credentials_not_resealed", rowId: id }));
    }
    expect(lines.at(-1)).toEqual({
      level: "error",
      event: "credentials_resealed",
      resealed: 1,
      changedMeanwhile: 0,
      failed: 100,
    });
    expect(JSON.stringify(lines)).not.toContain("token of");
  });

  it("keeps the new value of credentials that somebody changed meanwhile", async () => {
    await insert("contested", before);
    const place = channelCredentialsPlace({ id: "contested", tenantId });
    const theirs = await after.seal("their token", place);
    const slow: Vault = {
      ...after,
      async open(sealed, where) {
        const plaintext = await after.open(sealed, where);
        await updateChannel(env.DB, tenantId, "contested", { credentials: theirs }, now);
        return plaintext;
      },
    };
    await resealCredentials({ db: env.DB, vault: slow, log });
    expect(await stored("contested")).toBe(theirs);
    expect(lines).toEqual([
      { level: "info", event: "credentials_resealed", resealed: 0, changedMeanwhile: 1, failed: 0 },
    ]);
  });
});
