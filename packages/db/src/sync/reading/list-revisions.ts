import * as z from "zod";
import { readGuarded, type SyncScope } from "../guard.ts";
import type { SyncRevision } from "../sync-store.ts";
import { nextActivityAttempt } from "./activity-row.ts";

const RevisionRow = z.object({
  id: z.string(),
  external_id: z.string(),
  prospect_id: z.string(),
  text: z.string().nullable(),
  attempts: z.number(),
});

const NEXT_ATTEMPT = nextActivityAttempt("x");

/**
 * Lists notes that are to be revised in the CRM. The mapping of a note is deleted where its customer was deleted, since
 * the note leaves the CRM with the customer's record. It is also deleted where the note moved to another customer that
 * is mapped to the same note in the CRM.
 */
export async function listDueRevisions(scope: SyncScope, now: Date, limit: number): Promise<SyncRevision[]> {
  const { db, tenantId, integrationId } = scope;
  const due = `x.tenant_id = ?1 AND x.integration_id = ?2 AND x.state IN ('changed', 'removed') AND ${NEXT_ATTEMPT} <= ?3`;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `DELETE FROM crm_activity_mappings AS x
         WHERE ${due} AND (
           NOT EXISTS (SELECT 1 FROM prospects p WHERE p.id = x.prospect_id AND p.tenant_id = ?1)
           OR EXISTS (
             SELECT 1 FROM customer_notes n
             CROSS JOIN crm_activity_mappings y ON y.integration_id = ?2 AND y.prospect_id = n.prospect_id
               AND y.activity_id = x.activity_id AND y.external_id = x.external_id
             WHERE n.id = substr(x.activity_id, 6) AND n.prospect_id <> x.prospect_id))`,
      )
      .bind(tenantId, integrationId, now.toISOString()),
    db
      .prepare(
        `SELECT x.activity_id AS id, x.external_id, x.prospect_id, n.content AS text,
           coalesce(x.metadata ->> 'attempts', 0) AS attempts
         FROM crm_activity_mappings x
         LEFT JOIN customer_notes n ON n.id = substr(x.activity_id, 6) AND n.prospect_id = x.prospect_id
           AND n.tenant_id = ?1
         WHERE ${due} ORDER BY ${NEXT_ATTEMPT}, x.activity_id LIMIT ?4`,
      )
      .bind(tenantId, integrationId, now.toISOString(), limit),
  ]);
  return rows.map(toSyncRevision);
}

function toSyncRevision(input: unknown): SyncRevision {
  const { id, external_id, prospect_id, text, attempts } = RevisionRow.parse(input);
  return { id, externalId: external_id, prospectId: prospect_id, text, attempts };
}
