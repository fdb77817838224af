import type {
  AnyReason,
  DeadLetterEdit,
  DeadLetterSelection,
  DeadLetterStatus,
} from "@coccinelle/api-client";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

/** Either the tenant's dead letters and replays, or the ones of events that no tenant could be found for. */
export interface Scope {
  unowned?: boolean;
}

export function withScope(command: Command): Command {
  return command.option("--unowned", "the ones that no tenant could be found for");
}

interface PageQuery {
  limit: number;
  cursor?: string;
}

interface DeadLetterQuery extends PageQuery {
  source?: "events" | "sync" | undefined;
  status?: DeadLetterStatus | undefined;
  reason?: AnyReason | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** The API's operations on dead letters and replays of one scope. */
export type ScopedApi = ReturnType<typeof openScope>;

export function openScope({ api, tenantId }: CommandContext, { unowned }: Scope) {
  return unowned ? openUnowned(api) : openTenant(api, tenantId());
}

function openTenant(api: CommandContext["api"], tenantId: string) {
  const TENANT = "/api/tenants/{tenantId}";
  const tenant = { params: { path: { tenantId } } };
  const row = (id: string) => ({ params: { path: { tenantId, id } } });
  const page = <Query>(query: Query) => ({ params: { path: { tenantId }, query } });
  return {
    listDeadLetters: (query: DeadLetterQuery) => api.GET(`${TENANT}/dead-letters`, page(query)),
    showDeadLetter: (id: string) => api.GET(`${TENANT}/dead-letters/{id}`, row(id)),
    replay: (body: DeadLetterSelection) => api.POST(`${TENANT}/dead-letters/replay`, { ...tenant, body }),
    discard: (body: DeadLetterSelection) => api.POST(`${TENANT}/dead-letters/discard`, { ...tenant, body }),
    edit: (id: string, body: DeadLetterEdit) =>
      api.POST(`${TENANT}/dead-letters/{id}/edit`, { ...row(id), body }),
    listReplays: (query: PageQuery) => api.GET(`${TENANT}/replays`, page(query)),
    showReplay: (id: string) => api.GET(`${TENANT}/replays/{id}`, row(id)),
    cancelReplay: (id: string) => api.POST(`${TENANT}/replays/{id}/cancel`, row(id)),
  };
}

function openUnowned(api: CommandContext["api"]): ReturnType<typeof openTenant> {
  const row = (id: string) => ({ params: { path: { id } } });
  return {
    listDeadLetters: (query) => api.GET("/api/dead-letters", { params: { query } }),
    showDeadLetter: (id) => api.GET("/api/dead-letters/{id}", row(id)),
    replay: (body) => api.POST("/api/dead-letters/replay", { body }),
    discard: (body) => api.POST("/api/dead-letters/discard", { body }),
    edit: (id, body) => api.POST("/api/dead-letters/{id}/edit", { ...row(id), body }),
    listReplays: (query) => api.GET("/api/replays", { params: { query } }),
    showReplay: (id) => api.GET("/api/replays/{id}", row(id)),
    cancelReplay: (id) => api.POST("/api/replays/{id}/cancel", row(id)),
  };
}
