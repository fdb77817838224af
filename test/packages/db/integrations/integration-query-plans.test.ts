import { env } from "cloudflare:workers";
import {
  deleteIntegration,
  findIntegration,
  findIntegrationOverview,
  insertIntegration,
  listIntegrations,
  listIntegrationsToSync,
  listMappings,
  listSyncRuns,
  updateIntegration,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { observedDatabase } from "../../../support/observed-database.ts";
import { queryPlan } from "../query-plan.ts";
import { NOW, newIntegration } from "./integration-rows.ts";

describe("the statements of integrations", () => {
  it("never scan a table, and those that list failures read no row that is synced", async () => {
    const statements = new Set<string>();
    const db = observedDatabase(env.DB, {
      onRoundTrip: (sql) => {
        for (const statement of sql) statements.add(statement);
      },
    });
    const { tenantId, id } = await insertIntegration(db, newIntegration(), NOW);
    await findIntegration(db, tenantId, id);
    await updateIntegration(db, tenantId, id, { isActive: true }, NOW);
    await listIntegrations(db, tenantId);
    await findIntegrationOverview(db, tenantId, id);
    await listIntegrationsToSync(db);
    await listMappings(db, tenantId, id, {});
    await listMappings(db, tenantId, id, { status: "synced" });
    await listMappings(db, tenantId, id, { status: "error" });
    await listSyncRuns(db, tenantId, id);
    await deleteIntegration(db, tenantId, id);
    expect(statements.size).toBe(11);

    const plans = new Map<string, string>();
    for (const sql of statements) {
      const plan = await queryPlan(sql);
      expect(
        plan.filter((step) => step.startsWith("SCAN") && !step.startsWith("SCAN json_each")),
        sql,
      ).toEqual([]);
      plans.set(sql, plan.join("\n"));
    }
    const planOf = (part: string) => [...plans].find(([sql]) => sql.includes(part))?.[1];
    expect(planOf("system_type <> 'native'")).toContain("INDEX crm_integrations_synced");
    expect(planOf("sync_status = ?5 AND")).toContain("INDEX crm_sync_mappings_by_status");
    for (const index of [
      "crm_sync_mappings_by_status",
      "crm_activity_mappings_failed",
      "prospect_changes_by_seq",
      "sync_runs_by_integration",
    ]) {
      expect(planOf("AS last_error")).toContain(`INDEX ${index}`);
    }
  });
});
