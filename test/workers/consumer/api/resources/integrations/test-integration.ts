import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { create, newTenant } from "../../api-client.ts";

/** The methods of `fake-sync.js` beside the sync Worker's own. */
interface FakeSync {
  setStatus(tenantId: string, status: object): Promise<void>;
  setAnswer(tenantId: string, answer: object): Promise<void>;
  listCalls(tenantId: string): Promise<[method: string, integrationId: string, ...args: string[]][]>;
}

export const sync = env.SYNC as Env["SYNC"] & FakeSync;

/** The body of a request that creates an integration. */
export function newIntegration(overrides: Record<string, unknown> = {}) {
  return { system: "hubspot", credentials: { accessToken: randomUUID() }, ...overrides };
}

/** Makes a tenant with an integration, of which only the first sync was requested. */
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
