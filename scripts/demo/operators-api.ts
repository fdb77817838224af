import type { Customer, CustomerActivity, DeadLetter, Page } from "@coccinelle/db";
import { CommandFailure } from "../local/command-failure.ts";

export interface CustomerWithTimeline extends Customer {
  /** The oldest activity first. */
  timeline: CustomerActivity[];
}

/** The state of a customer in a CRM. */
export interface Mapping {
  prospectId: string;
  externalId: string | null;
  syncStatus: string;
  metadata: { reason?: string } | null;
}

/** The forecast of a dry run. */
export interface Forecast {
  items: {
    id: string;
    outcome: string;
    customer?: { firstName: string | null; lastName: string | null };
    error?: string;
  }[];
}

export interface Replay {
  id: string;
  state: string;
  total: number;
  sent: number;
}

export interface AuditEntry {
  actor: { id: string };
  action: string;
  reason: string | null;
  count: number | null;
  status: number | null;
}

/** The dead letters to replay, and the reason. */
export interface ReplayRequest {
  ids: string[];
  reason: string;
}

export interface OperatorsApi {
  createChannel(tenantId: string, channel: object): Promise<void>;
  /** The text of the API's answer with the tenant's channels. */
  showChannels(tenantId: string): Promise<string>;
  /** All customers, or the customers that a search finds. */
  listCustomers(tenantId: string, query?: string): Promise<CustomerWithTimeline[]>;
  /** The tenant's dead letters, and those of no known tenant. */
  listDeadLetters(tenantId: string): Promise<DeadLetter[]>;
  /** For dead letters of no known tenant: a dry run of a replay, the replay itself, and the audit. */
  forecastReplay(request: ReplayRequest): Promise<Forecast>;
  replay(request: ReplayRequest): Promise<Replay>;
  getReplay(id: string): Promise<Replay>;
  listAudit(): Promise<AuditEntry[]>;
  createIntegration(tenantId: string, integration: object): Promise<{ id: string }>;
  listMappings(tenantId: string, integrationId: string): Promise<Mapping[]>;
}

/** The part of the operators' API that the demo needs. An error answer ends the demo. */
export function connectOperatorsApi(origin: string, token: string, signal: AbortSignal): OperatorsApi {
  async function call(method: "GET" | "POST", path: string, body?: object): Promise<string> {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new CommandFailure(`${method} /api${path} answers ${response.status} ${text}`);
    return text;
  }

  async function list<Item>(path: string): Promise<Item[]> {
    const page: Page<Item> = JSON.parse(await call("GET", path));
    return page.items;
  }

  return {
    async createChannel(tenantId, channel) {
      await call("POST", `/tenants/${tenantId}/channels`, channel);
    },
    showChannels: (tenantId) => call("GET", `/tenants/${tenantId}/channels`),
    async listCustomers(tenantId, query) {
      const search = query === undefined ? "" : `?${new URLSearchParams({ query })}`;
      const customers = await list<Customer>(`/tenants/${tenantId}/customers${search}`);
      return Promise.all(
        customers.map(async (customer) => {
          const activities = await list<CustomerActivity>(
            `/tenants/${tenantId}/customers/${customer.id}/activities`,
          );
          return { ...customer, timeline: activities.toReversed() };
        }),
      );
    },
    async listDeadLetters(tenantId) {
      const lists = await Promise.all([
        list<DeadLetter>(`/tenants/${tenantId}/dead-letters`),
        list<DeadLetter>("/dead-letters"),
      ]);
      return lists.flat();
    },
    async forecastReplay(request) {
      return JSON.parse(await call("POST", "/dead-letters/replay", { ...request, dryRun: true }));
    },
    async replay(request) {
      return JSON.parse(await call("POST", "/dead-letters/replay", request));
    },
    async getReplay(id) {
      return JSON.parse(await call("GET", `/replays/${id}`));
    },
    listAudit: () => list<AuditEntry>("/audit"),
    async createIntegration(tenantId, integration) {
      return JSON.parse(await call("POST", `/tenants/${tenantId}/integrations`, integration));
    },
    listMappings: (tenantId, integrationId) =>
      list<Mapping>(`/tenants/${tenantId}/integrations/${integrationId}/mappings`),
  };
}
