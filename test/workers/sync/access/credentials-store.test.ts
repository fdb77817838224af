import { env } from "cloudflare:workers";
import { AuthorizationError, HubspotCredentials } from "@coccinelle/core";
import { updateIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { createCredentialsStore } from "../../../../workers/sync/src/access/credentials-store.ts";
import { newSyncWorld, vault } from "../sync-world.ts";

async function newStore(options?: Parameters<typeof newSyncWorld>[0]) {
  const world = await newSyncWorld(options);
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
  it("are replaced by what renews them, sealed", async () => {
    const { world, store } = await newStore();
    const credentials = renewed();
    const stored = await store.replace(await store.load(), credentials);
    expect(stored.credentials).toEqual(credentials);
    expect(await store.load()).toEqual(stored);
    expect((await world.findRow())?.credentials).not.toContain(credentials.accessToken);
  });

  it("that a person entered meanwhile stay", async () => {
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
    expect((await store.replace(before, renewed())).credentials).toEqual(entered);
    expect((await store.load()).credentials).toEqual(entered);
  });

  it("that were only sealed anew make way all the same, or what renews them would be lost", async () => {
    const { world, store } = await newStore();
    const before = await store.load();
    const { accessToken } = before.credentials;
    await updateIntegration(
      env.DB,
      world.tenantId,
      world.integrationId,
      { credentials: await world.seal({ accessToken }) },
      new Date(),
    );
    const credentials = renewed();
    expect((await store.replace(before, credentials)).credentials).toEqual(credentials);
    expect((await store.load()).credentials).toEqual(credentials);
  });

  it("that are not there ask for an authorisation", async () => {
    const { store } = await newStore({ credentials: null });
    await expect(store.load()).rejects.toThrow(AuthorizationError);
  });

  it("that cannot be read say so without quoting them", async () => {
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
