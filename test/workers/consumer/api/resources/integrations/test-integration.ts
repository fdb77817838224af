import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { create, newTenant } from "../../api-client.ts";

/** What `fake-sync.js` offers beside the sync Worker's own methods. */
interface FakeSync {
  setStatus(tenantId: string, status: object): Promise<void>;
  setAnswer(tenantId: string, answer: object): Promise<void>;
  listCalls(tenantId: string): Promise<[method: string, integrationId: string, ...args: string[]][]>;
}

export const sync = env.SYNC as Env["SYNC"] & FakeSync;

/** The body that creates one. */
export function newIntegration(overrides: Record<string, unknown> = {}) {
  return { system: "hubspot", credentials: { accessToken: randomUUID() }, ...overrides };
}

/** A tenant with an integration that nobody has asked anything of but its first sync. */
export async function createIntegration(overrides: Record<string, unknown> = {}) {
  const { tenantId, path } = newTenant();
  const integration = await create(`${path}/integrations`, newIntegration(overrides));
  return {
    tenantId,
    path: `${path}/integrations`,
    url: `${path}/integrations/${integration.id}`,
    integration,
  };
}
