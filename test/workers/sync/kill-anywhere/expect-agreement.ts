import { expect } from "vitest";
import type { KillWorld } from "./kill-world.ts";
import { type History, isContested } from "./people-and-programs.ts";

interface CustomerRow {
  id: string;
  phone: string | null;
  segment: string | null;
  tags: string | null;
  opted_out: number;
}

interface MappingRow {
  prospect_id: string;
  external_id: string;
  status: string;
  reason: string | null;
}

interface ActivityRow {
  id: string;
  prospect_id: string;
  text: string;
  state: string | null;
  reason: string | null;
}

/** Expects the CRM and D1 to agree, once all faults are over and nothing is left to do. */
export async function expectAgreement(world: KillWorld, history: History): Promise<void> {
  const { query, tenantId, integrationId, standIn } = world;
  const customers = await query<CustomerRow>(
    `SELECT p.id, p.phone, p.segment, (SELECT group_concat(t.tag, '; ' ORDER BY t.tag) FROM customer_tags t WHERE t.prospect_id = p.id) AS tags,
       EXISTS (SELECT 1 FROM opt_outs o WHERE o.tenant_id = ?1 AND o.prospect_id = p.id) AS opted_out
     FROM prospects p WHERE p.tenant_id = ?1`,
    tenantId,
  );
  const mappings = new Map(
    (
      await query<MappingRow>(
        `SELECT prospect_id, external_id, sync_status AS status, metadata ->> 'reason' AS reason
         FROM crm_sync_mappings WHERE integration_id = ?1`,
        integrationId,
      )
    ).map((row) => [row.prospect_id, row]),
  );
  const contacts = standIn.listContacts();
  expect(new Set(mappings.keys())).toEqual(new Set(customers.map(({ id }) => id)));

  for (const customer of customers) {
    const { id } = customer;
    const mapping = mappings.get(id);
    const own = contacts.filter(({ prospectId }) => prospectId === id);
    expect(own.length, id).toBeLessThanOrEqual(1);
    switch (mapping?.status) {
      case "synced":
      case "merged":
        expect(
          own.map((contact) => contact.id),
          id,
        ).toEqual([mapping.external_id]);
        expect(own[0], id).toMatchObject({
          segment: customer.segment,
          // The sync never sends an empty value, so after a merge the record may have the other customer's.
          ...(customer.tags !== null && { tags: customer.tags }),
          isMarkedOptedOut: customer.opted_out === 1,
        });
        break;
      case "conflict":
        expect(mapping.reason, id).toBeTruthy();
        expect(isContested(history, id) || history.mergedThere.has(id), mapping.reason ?? "").toBe(true);
        break;
      case "blocked":
        expect(mapping.reason, id).toBeTruthy();
        expect(standIn.requiresPhone && customer.phone === null, `${id} ${mapping.reason}`).toBe(true);
        break;
      case "remote_deleted":
        expect(mapping.reason, id).toBeTruthy();
        expect(own, id).toEqual([]);
        expect(history.deletedThere.has(id) || history.mergedThere.has(id), id).toBe(true);
        break;
      default:
        throw new Error(`${id} is ${mapping?.status}: ${mapping?.reason}`);
    }
    if (history.deletedThere.has(id) && !history.mergedThere.has(id)) expect(own, id).toEqual([]);
    if (history.optedOutThere.has(id) && !history.deletedThere.has(id) && !history.mergedThere.has(id)) {
      expect(customer.opted_out, id).toBe(1);
    }
  }
  // Of customers who are here: those of deleted ones are gone, but for one that a person merged with another's.
  const undecided = new Set(
    [...mappings.values()].flatMap(({ status, external_id }) => (status === "conflict" ? external_id : [])),
  );
  for (const { id, prospectId } of contacts) {
    if (prospectId === null || mappings.has(prospectId)) continue;
    expect(undecided.has(id) && history.mergedThere.has(prospectId), prospectId).toBe(true);
  }

  await expectActivitiesOnce(world, history, mappings);
  expect(
    await query(
      "SELECT activity_id, state, metadata FROM crm_activity_mappings WHERE integration_id = ?1 AND state NOT IN ('synced', 'gone', 'unknown', 'blocked')",
      integrationId,
    ),
  ).toEqual([]);
  const [integration] = await query<{ status: string; error: string | null }>(
    `SELECT sync_status AS status,
       (SELECT r.error FROM sync_runs r WHERE r.integration_id = i.id ORDER BY r.started_at DESC LIMIT 1) AS error
     FROM crm_integrations i WHERE i.id = ?1`,
    integrationId,
  );
  expect(integration?.status, integration?.error ?? "").toBe("idle");
}

async function expectActivitiesOnce(
  { query, tenantId, integrationId, standIn }: KillWorld,
  { activitiesDeletedThere, notesDeleted }: History,
  mappings: ReadonlyMap<string, MappingRow>,
): Promise<void> {
  const rows = await query<ActivityRow>(
    `SELECT a.*, x.state, x.metadata ->> 'reason' AS reason FROM (
       SELECT id, prospect_id, description AS text FROM customer_activities WHERE tenant_id = ?1
       UNION ALL SELECT 'note:' || id, prospect_id, content FROM customer_notes WHERE tenant_id = ?1
     ) AS a
     LEFT JOIN crm_activity_mappings x ON x.integration_id = ?2 AND x.prospect_id = a.prospect_id AND x.activity_id = a.id`,
    tenantId,
    integrationId,
  );
  const standing = standIn.listActivities();
  for (const { id, prospect_id, text, state, reason } of rows) {
    const mapping = mappings.get(prospect_id);
    const found = standing.filter((each) => each.text.includes(id.replace("note:", "")));
    expect(found.length, `${id} ${state} ${reason}`).toBeLessThanOrEqual(1);
    if (activitiesDeletedThere.has(id)) {
      expect(found, `${id} ${state}`).toEqual([]);
      continue;
    }
    if (mapping?.status !== "synced" && mapping?.status !== "merged") continue;
    if (state === "unknown") {
      expect(standIn.hasActivityKeys, id).toBe(false);
      expect(reason, id).toBeTruthy();
      continue;
    }
    expect([state, found.length], `${id} ${reason}`).toEqual(["synced", 1]);
    expect(found[0]?.text).toBe(text);
    expect(found[0]?.contactIds, id).toContain(mapping.external_id);
  }
  // A note that was deleted here is there no more, unless somebody has to decide.
  for (const [id, prospectId] of notesDeleted) {
    if (!["synced", "merged"].includes(mappings.get(prospectId)?.status ?? "")) continue;
    const [left] = await query<{ state: string; reason: string | null }>(
      `SELECT state, metadata ->> 'reason' AS reason FROM crm_activity_mappings
       WHERE integration_id = ?1 AND activity_id = 'note:' || ?2 AND state IN ('unknown', 'blocked')`,
      integrationId,
      id,
    );
    if (left) expect(left.reason, id).toBeTruthy();
    else
      expect(
        standing.filter(({ text }) => text.includes(id)),
        id,
      ).toEqual([]);
  }
}
