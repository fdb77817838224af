import {
  type Activity,
  ApiFailure,
  type Customer,
  createApiClient,
  type DeadLetter,
  type NewChannel,
  type NewIntegration,
  readAnswer,
} from "@coccinelle/api-client";
import { CommandFailure } from "../local/command-failure.ts";

export type CustomerWithTimeline = Customer & {
  /** Oldest first. */
  timeline: Activity[];
};

/** The state of a customer in a CRM. */
export interface Mapping {
  prospectId: string;
  externalId: string | null;
  syncStatus: string;
  metadata: { reason?: string } | null;
}

/** The forecast of a replay. */
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

/** Names the dead letters to replay, and the reason. */
export interface ReplayRequest {
  ids: string[];
  reason: string;
}

export interface OperatorsApi {
  createChannel(tenantId: string, channel: NewChannel): Promise<void>;
  /** The text of the API's answer that lists the tenant's channels. */
  showChannels(tenantId: string): Promise<string>;
  /** Lists all customers of the tenant, or the ones that a search finds. */
  listCustomers(tenantId: string, query?: string): Promise<CustomerWithTimeline[]>;
  /** Lists the tenant's dead letters, and the ones that no tenant could be found for. */
  listDeadLetters(tenantId: string): Promise<DeadLetter[]>;
  /** Tells what a replay of dead letters without a tenant would do. */
  forecastReplay(request: ReplayRequest): Promise<Forecast>;
  replay(request: ReplayRequest): Promise<Replay>;
  getReplay(id: string): Promise<Replay>;
  listAudit(): Promise<AuditEntry[]>;
  createIntegration(tenantId: string, integration: object): Promise<{ id: string }>;
  listMappings(tenantId: string, integrationId: string): Promise<Mapping[]>;
}

/** The operators' API, as far as the demo needs it. An error answer ends the demo. */
export function connectOperatorsApi(origin: string, key: string, signal: AbortSignal): OperatorsApi {
  const api = createApiClient({ origin, key, fetch, signal });
  const TENANT = "/api/tenants/{tenantId}";

  return {
    async createChannel(tenantId, body) {
      await read(api.POST(`${TENANT}/channels`, { params: { path: { tenantId } }, body }));
    },
    async showChannels(tenantId) {
      const { data } = await api.GET(`${TENANT}/channels`, {
        params: { path: { tenantId } },
        parseAs: "text",
      });
      return data ?? "";
    },
    async listCustomers(tenantId, query) {
      const { items } = await read(
        api.GET(`${TENANT}/customers`, { params: { path: { tenantId }, query: { query } } }),
      );
      return Promise.all(
        items.map(async (customer) => {
          const params = { path: { tenantId, id: customer.id } };
          const activities = await read(api.GET(`${TENANT}/customers/{id}/activities`, { params }));
          return { ...customer, timeline: activities.items.toReversed() };
        }),
      );
    },
    async listDeadLetters(tenantId) {
      const [own, unowned] = await Promise.all([
        read(api.GET(`${TENANT}/dead-letters`, { params: { path: { tenantId } } })),
        read(api.GET("/api/dead-letters")),
      ]);
      return [...own.items, ...unowned.items];
    },
    async forecastReplay(request) {
      const answer = await read(api.POST("/api/dead-letters/replay", { body: { ...request, dryRun: true } }));
      if ("items" in answer) return answer;
      throw new CommandFailure("A dry run began a replay.");
    },
    async replay(body) {
      const answer = await read(api.POST("/api/dead-letters/replay", { body }));
      if ("state" in answer) return answer;
      throw new CommandFailure("A replay was not begun.");
    },
    getReplay: (id) => read(api.GET("/api/replays/{id}", { params: { path: { id } } })),
    listAudit: async () => (await read(api.GET("/api/audit"))).items,
    createIntegration(tenantId, integration) {
      // The API refuses an integration that it cannot read.
      const body = integration as NewIntegration;
      return read(api.POST(`${TENANT}/integrations`, { params: { path: { tenantId } }, body }));
    },
    async listMappings(tenantId, id) {
      const params = { path: { tenantId, id } };
      return (await read(api.GET(`${TENANT}/integrations/{id}/mappings`, { params }))).items;
    },
  };
}

async function read<Answer extends object>(call: Promise<{ data?: Answer | undefined }>): Promise<Answer> {
  try {
    return await readAnswer(call);
  } catch (error) {
    throw error instanceof ApiFailure ? new CommandFailure(error.message, { cause: error }) : error;
  }
}
