import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { beginReplay, parkEvents } from "@coccinelle/db";
import type { Operation } from "../../../../workers/consumer/src/api/frame/operation.ts";
import { messageEvent } from "../../../support/message-event.ts";
import { create, newTenant } from "./api-client.ts";
import { newIntegration, sync } from "./resources/integrations/test-integration.ts";

/** A request that an operation accepts, and its tenant. */
export interface ExampleRequest {
  tenantId: string | null;
  path: string;
  body?: unknown;
}

interface Example {
  /** Values for the names in the path, except the tenant's id. */
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
}

interface Tenant {
  tenantId: string;
  path: string;
}

type MakeExample = (tenant: Tenant) => Promise<Example>;

/**
 * What an operation can be tried on, made anew each time, by its method and path below `/api`; where it
 * has several answers also by their status.
 */
const EXAMPLES: Record<string, MakeExample | Record<number, MakeExample>> = {
  "GET /tenants/:tenantId/overview": async ({ path }) => {
    await newRow(`${path}/integrations`, newIntegration());
    return { query: "?since=2026-03-01&until=2026-03-02T08:30:00Z" };
  },

  "POST /tenants/:tenantId/channels": async () => ({ body: newChannel() }),
  "GET /tenants/:tenantId/channels": listed("channels", newChannel),
  "GET /tenants/:tenantId/channels/:id": existing("channels", newChannel),
  "PATCH /tenants/:tenantId/channels/:id": existing("channels", newChannel, {
    settings: { defaultCountry: "BE" },
  }),
  "DELETE /tenants/:tenantId/channels/:id": existing("channels", newChannel),

  "POST /tenants/:tenantId/customers": async () => ({ body: newCustomer() }),
  "GET /tenants/:tenantId/customers": async ({ path }) => {
    await newRow(`${path}/customers`, newCustomer());
    return { query: "?query=sophie&segment=vip&tag=paris&minOrders=1&limit=1" };
  },
  "GET /tenants/:tenantId/customers/:id": existing("customers", newCustomer),
  "PATCH /tenants/:tenantId/customers/:id": existing("customers", newCustomer, {
    lastName: null,
    city: "Lyon",
  }),
  "DELETE /tenants/:tenantId/customers/:id": existing("customers", newCustomer),

  "GET /tenants/:tenantId/customers/:id/notes": async ({ path }) => {
    const id = await newRow(`${path}/customers`, newCustomer());
    await newRow(`${path}/customers/${id}/notes`, { content: "Called back" });
    return { params: { id } };
  },
  "POST /tenants/:tenantId/customers/:id/notes": existing("customers", newCustomer, {
    content: "Called back",
  }),
  "GET /tenants/:tenantId/customers/:id/activities": async ({ path }) => {
    const id = await newRow(`${path}/customers`, newCustomer());
    await newRow(`${path}/customers/${id}/activities`, {
      type: "visit",
      channel: "phone",
      metadata: { minutes: 20 },
    });
    return { params: { id } };
  },
  "POST /tenants/:tenantId/customers/:id/activities": existing("customers", newCustomer, {
    type: "visit",
    channel: "phone",
  }),
  "PUT /tenants/:tenantId/customers/:id/tags/:tag": async ({ path }) => ({
    params: { id: await newRow(`${path}/customers`, newCustomer()), tag: "lyon" },
  }),
  "DELETE /tenants/:tenantId/customers/:id/tags/:tag": async ({ path }) => ({
    params: { id: await newRow(`${path}/customers`, newCustomer()), tag: "paris" },
  }),

  ...deadLetterExamples("/tenants/:tenantId"),
  ...deadLetterExamples(""),

  "POST /tenants/:tenantId/integrations": async () => ({ body: newIntegration() }),
  "GET /tenants/:tenantId/integrations": listed("integrations", newIntegration),
  "GET /tenants/:tenantId/integrations/:id": existing("integrations", newIntegration),
  "PATCH /tenants/:tenantId/integrations/:id": existing("integrations", newIntegration, { isActive: false }),
  "DELETE /tenants/:tenantId/integrations/:id": existing("integrations", newIntegration),
  "POST /tenants/:tenantId/integrations/:id/sync": existing("integrations", newIntegration),
  "POST /tenants/:tenantId/integrations/:id/pause": existing("integrations", newIntegration),
  "POST /tenants/:tenantId/integrations/:id/resume": existing("integrations", newIntegration),
  "POST /tenants/:tenantId/integrations/:id/resync": existing("integrations", newIntegration),
  "POST /tenants/:tenantId/integrations/:id/test": async ({ tenantId, path }) => {
    const id = await newRow(`${path}/integrations`, newIntegration());
    const missing = [{ kind: "scope", name: "crm.objects.contacts.write", remedy: "Add it" }];
    const report = { ready: false, created: ["a property"], missing, learned: { portalId: "1" } };
    await sync.setAnswer(tenantId, { ok: true, report });
    return { params: { id } };
  },
  "POST /tenants/:tenantId/integrations/:id/authorize": async ({ tenantId, path }) => {
    const id = await newRow(`${path}/integrations`, newIntegration());
    await sync.setAnswer(tenantId, { ok: true, url: "https://hubspot.test/oauth" });
    return { params: { id } };
  },
  "GET /tenants/:tenantId/integrations/:id/mappings": async (tenant) => {
    const id = await newRow(`${tenant.path}/integrations`, newIntegration());
    const customerId = await newRow(`${tenant.path}/customers`, newCustomer());
    await env.DB.prepare(
      `INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status)
       VALUES (?1, ?2, ?3, ?4, '1', 'hubspot', 'error')`,
    )
      .bind(randomUUID(), tenant.tenantId, id, customerId)
      .run();
    return { params: { id }, query: "?status=error" };
  },
  "GET /tenants/:tenantId/integrations/:id/runs": async (tenant) => {
    const id = await newRow(`${tenant.path}/integrations`, newIntegration());
    await env.DB.prepare(
      `INSERT INTO sync_runs (id, tenant_id, integration_id, started_at, finished_at, result, counts, error)
       VALUES (?1, ?2, ?3, '2026-03-01 10:00:00.000', '2026-03-01 10:00:01.000', 'done', '{"updated":1}', NULL)`,
    )
      .bind(randomUUID(), tenant.tenantId, id)
      .run();
    return { params: { id } };
  },

  "POST /tenants/:tenantId/keys": async () => ({ body: { role: "viewer", name: "Till" } }),
  "GET /tenants/:tenantId/keys": listed("keys", () => ({ role: "operator" })),
  "DELETE /tenants/:tenantId/keys/:id": existing("keys", () => ({ role: "operator" })),
  "GET /tenants/:tenantId/audit": listed("keys", () => ({ role: "operator" })),
  "GET /audit": async () => ({ query: "?since=2026-01-01&limit=10" }),
};

/** Makes a request that an operation answers with a status, by default its first one, in a new tenant. */
export async function exampleRequest(
  { method, path, answers }: Operation,
  status = firstStatus(answers),
): Promise<ExampleRequest> {
  const examples = EXAMPLES[`${method} ${path.replace(/^\/api/, "")}`];
  const make =
    typeof examples === "function" && status === firstStatus(answers) ? examples : Object(examples)[status];
  if (!make)
    throw new Error(`there is no example of ${method} ${path} with the answer ${status} in EXAMPLES yet`);
  const tenant = newTenant();
  const { params = {}, query = "", body }: Example = await make(tenant);
  const values: Record<string, string> = { tenantId: tenant.tenantId, ...params };
  return {
    tenantId: path.includes(":tenantId") ? tenant.tenantId : null,
    path: path.replaceAll(/:(\w+)/g, (_, name) => encodeURIComponent(values[name] ?? "")) + query,
    body,
  };
}

/** The highest status is the answer to a change; a dry run is answered with 200. */
function firstStatus(answers: Operation["answers"]): number {
  return Math.max(...Object.keys(answers).map(Number));
}

/** Examples for the dead letters and replays of a tenant, or of no tenant where the scope is empty. */
function deadLetterExamples(scope: string): typeof EXAMPLES {
  const ownerOf = ({ tenantId }: Tenant) => (scope === "" ? null : tenantId);
  const one: MakeExample = async (tenant) => ({ params: { id: await newDeadLetter(ownerOf(tenant)) } });
  const selected =
    (dryRun: boolean): MakeExample =>
    async (tenant) => ({ body: { ids: [await newDeadLetter(ownerOf(tenant))], reason: "mended", dryRun } });
  const edited =
    (dryRun: boolean): MakeExample =>
    async (tenant) => {
      const event = { ...(await messageEvent({ tenantId: tenant.tenantId })), tenantId: ownerOf(tenant) };
      const { id: _id, ...content } = event;
      return {
        params: { id: await newDeadLetter(ownerOf(tenant), event) },
        body: { event: { ...content, recipient: "+33757000009" }, reason: "the number was wrong", dryRun },
      };
    };
  // The replay has no runner, so it has not ended when the test looks at it.
  const replay = async (tenant: Tenant): Promise<string> => {
    const ref = { tenantId: ownerOf(tenant), replayId: randomUUID() };
    const selection = { ids: [await newDeadLetter(ref.tenantId)], status: "parked" } as const;
    const act = { actor: { id: "deployer", name: null }, reason: "mended", at: new Date() };
    await beginReplay(env.DB, ref, selection, act, {});
    return ref.replayId;
  };
  const started: MakeExample = async (tenant) => ({ params: { id: await replay(tenant) } });
  return {
    [`GET ${scope}/dead-letters`]: async (tenant) => {
      await newDeadLetter(ownerOf(tenant));
      return { query: "?status=parked&since=2026-01-01&limit=5" };
    },
    [`GET ${scope}/dead-letters/:id`]: one,
    [`POST ${scope}/dead-letters/replay`]: { 202: selected(false), 200: selected(true) },
    [`POST ${scope}/dead-letters/discard`]: selected(false),
    [`POST ${scope}/dead-letters/:id/edit`]: { 202: edited(false), 200: edited(true) },
    [`GET ${scope}/replays`]: async (tenant) => {
      await replay(tenant);
      return { query: "?limit=5" };
    },
    [`GET ${scope}/replays/:id`]: started,
    [`POST ${scope}/replays/:id/cancel`]: started,
  };
}

function newCustomer() {
  return { firstName: "Sophie", lastName: "Martin", segment: "vip", totalOrders: 3, tags: ["paris"] };
}

function newChannel() {
  const accountSid = `AC${randomUUID().replaceAll("-", "")}`;
  return {
    provider: "twilio",
    address: "+33757900000",
    credentials: { accountSid, authToken: randomUUID() },
  };
}

async function newRow(path: string, body: unknown): Promise<string> {
  return (await create(path, body)).id;
}

async function newDeadLetter(tenantId: string | null, event: unknown = { text: "Bonjour" }): Promise<string> {
  const id = randomUUID();
  await parkEvents(env.DB, [
    {
      id,
      eventId: null,
      tenantId,
      provider: "twilio",
      reason: "retries_exhausted",
      error: "D1_ERROR: overloaded",
      attempts: 16,
      failedAt: new Date("2026-03-01T10:00:00.000Z"),
      event,
    },
  ]);
  return id;
}

/** An example about an existing row. */
function existing(collection: string, newBody: () => unknown, body?: unknown) {
  return async ({ path }: Tenant): Promise<Example> => ({
    params: { id: await newRow(`${path}/${collection}`, newBody()) },
    body,
  });
}

/** An example of a list with one row. */
function listed(collection: string, newBody: () => unknown) {
  return async ({ path }: Tenant): Promise<Example> => {
    await newRow(`${path}/${collection}`, newBody());
    return {};
  };
}
