import { env } from "cloudflare:workers";
import { insertIntegration, type NewIntegration } from "@coccinelle/db";
import { uniqueId } from "../../../support/message-event.ts";

export const NOW = new Date("2026-06-01T12:00:00.000Z");

/** The integration that a row belongs to. */
type Identity = Pick<NewIntegration, "id" | "tenantId">;

/** A valid integration, of a tenant of its own. */
export function newIntegration(partial: Partial<NewIntegration> = {}): NewIntegration {
  return {
    id: uniqueId("integration"),
    tenantId: uniqueId("tenant"),
    system: "hubspot",
    credentials: uniqueId("sealed"),
    settings: { portalId: uniqueId("portal") },
    ...partial,
  };
}

export function insertNewIntegration(partial: Partial<NewIntegration> = {}, now = NOW) {
  return insertIntegration(env.DB, newIntegration(partial), now);
}

/** Writes a row as any program may write it. */
export async function insertRow(
  table: string,
  columns: Record<string, string | number | null>,
): Promise<void> {
  const names = Object.keys(columns);
  await env.DB.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`)
    .bind(...Object.values(columns))
    .run();
}

export function insertMapping(
  { id, tenantId }: Identity,
  columns: Record<string, string | number | null> = {},
) {
  return insertRow("crm_sync_mappings", {
    id: uniqueId("mapping"),
    tenant_id: tenantId,
    integration_id: id,
    prospect_id: uniqueId("prospect"),
    external_id: uniqueId("record"),
    external_system: "hubspot",
    ...columns,
  });
}

/** A run of half a minute. */
export function insertRun(
  { id, tenantId }: Identity,
  minute: number,
  error: string | null,
  runId = uniqueId("run"),
) {
  return insertRow("sync_runs", {
    id: runId,
    tenant_id: tenantId,
    integration_id: id,
    started_at: `2026-06-01 12:0${minute}:00.000`,
    finished_at: `2026-06-01 12:0${minute}:30.000`,
    result: error === null ? "done" : "failed",
    counts: '{"contacts":2}',
    error,
  });
}
