import { env, exports } from "cloudflare:workers";
import { updateIntegration } from "@coccinelle/db";
import { expect } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import type { AnyWorld } from "./crms.ts";
import { type HubspotWorld, newHubspotWorld } from "./hubspot-world.ts";

export const sophie = { firstName: "Sophie", lastName: "Martin", phone: "+33612345678" };

/** Settings with which our first name overwrites the CRM's, so that a change of it shows. */
export const OUR_FIRST_NAME = { fields: { firstName: { rule: "ours" } } };

/** Ticks as the cron does. */
export async function tick(): Promise<void> {
  await exports.default.scheduled();
}

/** Brings a world's one customer to its CRM. Nothing is left to do then. */
export async function synced<World extends AnyWorld>(world: World): Promise<World> {
  await world.customers.createCustomer(sophie);
  expect(await world.object.requestSync(world.ref)).toEqual({ ok: true });
  await eventually(world.firstNames).toEqual(["Sophie"]);
  await eventually(world.status).toBe("idle");
  return world;
}

export async function syncedHubspotWorld(
  options?: Parameters<typeof newHubspotWorld>[0],
): Promise<HubspotWorld> {
  return synced(await newHubspotWorld(options));
}

/** Changes the customers' first names in D1. */
export function rename({ tenantId }: Pick<AnyWorld, "tenantId">, firstName: string) {
  return env.DB.prepare("UPDATE prospects SET first_name = ?2 WHERE tenant_id = ?1")
    .bind(tenantId, firstName)
    .run();
}

/** Changes an integration as the operators' API does. */
export function change(
  { tenantId, integrationId }: Pick<AnyWorld, "tenantId" | "integrationId">,
  changes: Parameters<typeof updateIntegration>[3],
) {
  return updateIntegration(env.DB, tenantId, integrationId, changes, new Date());
}

/** Enters the same access token again, as a person may. */
export async function enterCredentials(world: HubspotWorld): Promise<void> {
  await change(world, { credentials: await world.seal({ accessToken: world.accessToken }) });
}
