import { env } from "cloudflare:workers";
import { recordEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";

interface Change {
  prospect_id: string;
  seq: number;
  deleted: number;
  urgent: number;
}

/** A tenant with one customer whose mark a pass has read. The next change makes a new mark. */
async function takenCustomer() {
  const tenantId = uniqueId("tenant");
  const id = uniqueId("customer");
  const run = async (sql: string) => {
    await env.DB.batch(
      sql
        .split(";")
        .map((one) =>
          env.DB.prepare(one.replaceAll(":tenant", `'${tenantId}'`).replaceAll(":id", `'${id}'`)),
        ),
    );
  };
  const take = () =>
    run(
      "UPDATE sync_cursors SET taken = (SELECT max(seq) FROM prospect_changes WHERE tenant_id = :tenant) WHERE tenant_id = :tenant",
    );
  await run(`INSERT INTO crm_integrations (id, tenant_id, system_type) VALUES ('crm:' || :tenant, :tenant, 'hubspot');
    INSERT INTO prospects (id, tenant_id, first_name) VALUES (:id, :tenant, 'Ann');
    INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES ('tag:' || :id, :tenant, :id, 'sms');
    INSERT INTO customer_notes (id, tenant_id, prospect_id, content) VALUES ('note:' || :id, :tenant, :id, 'x');
    INSERT INTO customer_activities (id, tenant_id, prospect_id, type) VALUES ('act:' || :id, :tenant, :id, 'visit');
    INSERT INTO opt_outs VALUES (:tenant, :id, 'whatsapp', 'person', '2026-01-01')`);
  await take();
  const changes = async (tenant = tenantId) => {
    const { results } = await env.DB.prepare(
      "SELECT prospect_id, seq, deleted, urgent FROM prospect_changes WHERE tenant_id = ?1 ORDER BY seq",
    )
      .bind(tenant)
      .all<Change>();
    return results;
  };
  const change = async () => {
    const [only] = await changes();
    if (!only) throw new Error("the customer has no mark");
    return only;
  };
  return { tenantId, id, run, take, changes, change };
}

describe("a program's own SQL", () => {
  it.each([
    "UPDATE prospects SET first_name = 'Anne' WHERE id = :id",
    "UPDATE prospects SET total_revenue = 12.5, total_orders = 1 WHERE id = :id",
    "UPDATE prospects SET last_contact_at = '2026-01-01' WHERE id = :id",
    "UPDATE OR REPLACE prospects SET email = 'ann@example.com' WHERE id = :id",
    "INSERT INTO prospects (id, tenant_id) VALUES (:id, :tenant) ON CONFLICT (id) DO UPDATE SET city = 'Paris'",
    "INSERT OR REPLACE INTO prospects (id, tenant_id) VALUES (:id, :tenant)",
    "INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES ('t2:' || :id, :tenant, :id, 'vip')",
    "UPDATE customer_tags SET tag = 'vip' WHERE prospect_id = :id",
    "DELETE FROM customer_tags WHERE prospect_id = :id",
    "INSERT OR IGNORE INTO customer_notes (id, tenant_id, prospect_id, content) VALUES ('n2:' || :id, :tenant, :id, 'x')",
    "UPDATE customer_notes SET content = 'y' WHERE prospect_id = :id",
    "DELETE FROM customer_notes WHERE prospect_id = :id",
    "INSERT INTO customer_activities (id, tenant_id, prospect_id, type, created_at) VALUES ('a2:' || :id, :tenant, :id, 'visit', '1999-01-01')",
    "INSERT INTO opt_outs VALUES (:tenant, :id, 'sms', 'person', '2026-01-01')",
    "DELETE FROM opt_outs WHERE prospect_id = :id",
  ])("marks the customer: %s", async (sql) => {
    const { id, run, change } = await takenCustomer();
    const before = await change();
    await run(sql);
    const after = await change();
    expect(after).toEqual({ prospect_id: id, seq: expect.any(Number), deleted: 0, urgent: 1 });
    expect(after.seq).toBeGreaterThan(before.seq);
  });

  it.each([
    "UPDATE prospects SET first_name = 'Ann', city = city WHERE id = :id",
    "UPDATE prospects SET metadata = '{}', status = 'won' WHERE id = :id",
    "INSERT OR IGNORE INTO prospects (id, tenant_id, first_name) VALUES (:id, :tenant, 'Sonia')",
    "INSERT OR IGNORE INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES ('t2:' || :id, :tenant, :id, 'sms')",
  ])("that changes no synced value marks nobody: %s", async (sql) => {
    const { run, change } = await takenCustomer();
    const before = await change();
    await run(sql);
    expect(await change()).toEqual(before);
  });

  it("leaves a deleted customer marked as deleted, whatever becomes of its tags, notes and opt-outs", async () => {
    const { id, run, change, changes, tenantId } = await takenCustomer();
    const before = await change();
    await run("DELETE FROM prospects WHERE id = :id");
    expect(await changes()).toEqual([{ prospect_id: id, seq: expect.any(Number), deleted: 1, urgent: 1 }]);
    expect((await change()).seq).toBeGreaterThan(before.seq);
    expect(
      await env.DB.prepare("SELECT count(*) AS n FROM opt_outs WHERE tenant_id = ?1")
        .bind(tenantId)
        .first("n"),
    ).toBe(0);
  });

  it("marks a customer that moves to another tenant as deleted in the one and new in the other", async () => {
    const { id, run, change, changes } = await takenCustomer();
    const other = uniqueId("tenant");
    await run(`UPDATE prospects SET tenant_id = '${other}' WHERE id = :id`);
    expect(await change()).toMatchObject({ prospect_id: id, deleted: 1 });
    expect(await changes(other)).toMatchObject([{ prospect_id: id, deleted: 0 }]);
  });

  it("marks a customer once until a pass has read the mark", async () => {
    const { run, change } = await takenCustomer();
    await run("UPDATE prospects SET first_name = 'Anne' WHERE id = :id");
    const before = await change();
    await run(
      "UPDATE prospects SET first_name = 'Anna' WHERE id = :id; DELETE FROM customer_tags WHERE prospect_id = :id",
    );
    expect(await change()).toEqual(before);
  });
});

describe("the numbers of changes", () => {
  it("grow strictly, even when the newest row is erased and the clock has not moved", async () => {
    const { run, change, changes, tenantId } = await takenCustomer();
    const ahead = (await change()).seq + 10 ** 12;
    await run(`UPDATE prospect_changes SET seq = ${ahead} WHERE tenant_id = :tenant`);
    await run(
      "UPDATE sync_cursors SET taken = (SELECT max(seq) FROM prospect_changes WHERE tenant_id = :tenant) WHERE tenant_id = :tenant",
    );
    await run("DELETE FROM prospect_changes WHERE tenant_id = :tenant");
    for (const name of ["a", "b", "c"]) {
      await run(`INSERT INTO prospects (id, tenant_id) VALUES (:id || '${name}', :tenant)`);
    }
    const numbers = (await changes(tenantId)).map(({ seq }) => seq);
    expect(numbers).toEqual([ahead + 1, ahead + 2, ahead + 3]);
  });
});

describe("rows written by messages, all triggers and indexes included", () => {
  async function rowsWritten(tenantId: string, count: number, customers: number, minute: number) {
    let rows = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        for (const { meta } of results) rows += meta.rows_written;
      },
    });
    const at = (index: number) => new Date(Date.UTC(2026, 2, 1, 10, minute) + index).toISOString();
    const events = Array.from({ length: count }, (_, index) =>
      messageEvent({
        tenantId,
        sender: { address: `+336${10_000_000 + (index % customers)}` },
        occurredAt: at(index),
      }),
    );
    await recordEvents(db, (await Promise.all(events)).map(toRecordableEvent), () => crypto.randomUUID());
    return rows;
  }

  it("stay within 2 for each message, 4 for each customer and 12 more for a new one, while a pass reads in between", async () => {
    const { tenantId, take } = await takenCustomer();
    expect(await rowsWritten(tenantId, 100, 100, 0)).toBeLessThanOrEqual(1800);
    for (const [minute, customers, bound] of [
      [10, 100, 600],
      [20, 20, 280],
      [30, 1, 204],
    ] as const) {
      await take();
      expect(await rowsWritten(tenantId, 100, customers, minute)).toBeLessThanOrEqual(bound);
    }
  });

  it("stay within the same bounds for late messages, which mark their customers", async () => {
    const { tenantId, take, changes } = await takenCustomer();
    await rowsWritten(tenantId, 100, 100, 0);
    await rowsWritten(tenantId, 100, 100, 10);
    await take();
    const before = Math.max(...(await changes()).map(({ seq }) => seq));
    expect(await rowsWritten(tenantId, 100, 20, 5)).toBeLessThanOrEqual(280);
    expect((await changes()).filter(({ seq }) => seq > before)).toHaveLength(20);
  });

  it("are fewer where no pass has read the marks", async () => {
    const { tenantId, take } = await takenCustomer();
    await rowsWritten(tenantId, 100, 100, 0);
    await take();
    const first = await rowsWritten(tenantId, 100, 100, 10);
    const second = await rowsWritten(tenantId, 100, 100, 20);
    expect(first - second).toBe(200);
  });
});
