import { env } from "cloudflare:workers";
import { type CrmAdapter, HubspotAccessToken, SyncSettings, TransientError } from "@coccinelle/core";
import { findIntegration, type Integration, updateIntegration } from "@coccinelle/db";
import type { Access, GetAccess } from "@coccinelle/integrations";
import { integrationCredentialsPlace } from "@coccinelle/vault";
import { expect, it } from "vitest";
import type { Crm } from "../../../../workers/sync/src/access/crm.ts";
import { createCrmLink } from "../../../../workers/sync/src/access/crm-link.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { vault } from "../worlds/vault.ts";

/** A CRM that only tells which access its adapters get. */
function newCrm(given: GetAccess<Access>[]): Crm<HubspotAccessToken, Access, SyncSettings> {
  const setUp: CrmAdapter["setUp"] = async () => ({ ready: true, created: [], missing: [], learned: {} });
  return {
    credentials: HubspotAccessToken,
    settings: SyncSettings,
    openAccount(getAccess) {
      given.push(getAccess);
      return () => ({ setUp }) as CrmAdapter;
    },
    toAccess: ({ accessToken }) => ({ accessToken }),
    renewBy: () => null,
    renew: async ({ accessToken }) => ({ kind: "access", access: { accessToken } }),
    authorizeUrl: () => "",
    exchangeCode: async () => ({ accessToken: "granted" }),
  };
}

it("an adapter gets access to no other account than the one that it was made for", async () => {
  const { ref, accessToken } = await newHubspotWorld();
  const { tenantId, integrationId } = ref;
  const given: GetAccess<Access>[] = [];
  const marks: string[] = [];
  const link = createCrmLink(newCrm(given), {
    db: env.DB,
    ref,
    openVault: () => vault,
    setUpMark: { get: () => marks.at(-1), put: (mark) => void marks.push(mark) },
    clock: () => new Date(),
  });
  const integration = async (): Promise<Integration> => {
    const found = await findIntegration(env.DB, tenantId, integrationId);
    if (!found) throw new Error("there is no integration");
    return found;
  };

  await link.connect(await integration());
  expect(await given[0]?.()).toEqual({ accessToken });

  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  const credentials = await vault.seal(JSON.stringify({ accessToken: "another" }), place);
  await updateIntegration(env.DB, tenantId, integrationId, { credentials }, new Date());
  await expect(given[0]?.({ refused: accessToken })).rejects.toBeInstanceOf(TransientError);

  await link.connect(await integration());
  expect(await given[1]?.()).toEqual({ accessToken: "another" });
  await expect(given[0]?.()).rejects.toBeInstanceOf(TransientError);
  expect(given).toHaveLength(2);
});
