import { env } from "cloudflare:workers";
import { AuthorizationError, HubspotCredentials } from "@coccinelle/core";
import { updateIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { createCredentialsStore } from "../../../../workers/sync/src/access/credentials-store.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { vault } from "../worlds/vault.ts";

async function newStore(options?: Parameters<typeof newHubspotWorld>[0]) {
  const world = await newHubspotWorld(options);
  const store = createCredentialsStore({
    db: env.DB,
    ref: world.ref,
    schema: HubspotCredentials,
    openVault: () => vault,
    clock: () => new Date(),
  });
  return { world, store };
}

const renewed = () => ({ accessToken: crypto.randomUUID() });

describe("stored credentials", () => {
  it("are replaced by the renewed ones, sealed", async () => {
    const { world, store } = await newStore();
    const credentials = renewed();
    const stored = await store.replace((await store.load()).sealed, credentials);
    expect(stored?.credentials).toEqual(credentials);
    expect(await store.load()).toEqual(stored);
    expect((await world.findRow())?.credentials).not.toContain(credentials.accessToken);
  });

  it("stay as a person entered them while others were renewed", async () => {
    const { world, store } = await newStore();
    const before = await store.load();
    const entered = renewed();
    await updateIntegration(
      env.DB,
      world.tenantId,
      world.integrationId,
      { credentials: await world.seal(entered) },
      new Date(),
    );
    expect(await store.replace(before.sealed, renewed())).toBe(null);
    expect((await store.load()).credentials).toEqual(entered);
  });

  it("are replaced by an authorisation, whatever they were, and the integration waits for none any more", async () => {
    const { world, store } = await newStore({ credentials: null });
    const credentials = renewed();
    await store.put(credentials);
    expect((await store.load()).credentials).toEqual(credentials);
    expect(await world.status()).toBe("idle");
  });

  it("ask for an authorisation where D1 holds none", async () => {
    const { store } = await newStore({ credentials: null });
    await expect(store.load()).rejects.toThrow(AuthorizationError);
  });

  it("say that they cannot be read without quoting them", async () => {
    const { world, store } = await newStore();
    const place = {
      table: "crm_integrations",
      rowId: world.integrationId,
      tenantId: world.tenantId,
      field: "credentials",
    };
    for (const text of ["pat-na1-secret", '{"token":"pat-na1-secret"}']) {
      const credentials = await vault.seal(text, place);
      await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
      const error = await store.load().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringContaining("enter them again") });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("pat-na1-secret");
    }
  });
});
