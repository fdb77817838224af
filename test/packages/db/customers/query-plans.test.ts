import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { observedDatabase } from "../../../support/observed-database.ts";
import { queryPlan } from "../query-plan.ts";
import { tenantCrm } from "../tenant-crm.ts";

/** Steps that scan a parameter, or a query that has steps of its own in the plan. */
const SCAN_OF_NO_TABLE = /^SCAN (e|page|json_each|folded|fold|stored|CONSTANT ROW)\b/;

describe("the statements of the service", () => {
  it("never scan a table, and each names the tenant", async () => {
    const statements = new Set<string>();
    const { crm } = tenantCrm({
      db: observedDatabase(env.DB, {
        onRoundTrip: (sql) => {
          for (const statement of sql) statements.add(statement);
        },
      }),
    });
    const { id } = await crm.createCustomer({ phone: "+33612345678", email: "a@example.com", tags: ["sms"] });
    await expect(crm.createCustomer({ phone: "+33612345678" })).rejects.toThrow();
    await crm.getCustomer(id);
    await crm.getCustomerByPhone("+33612345678");
    await crm.getCustomerByPhone("Amazon");
    await crm.getCustomerByEmail("a@example.com");
    await crm.updateCustomer(id, { firstName: "Sophie", phone: "+33756000001" });
    await crm.searchCustomers("sophie 06 12");
    const filters = { segment: "vip", tag: "sms", minOrders: 1, notContactedForDays: 30 };
    for (const [name, value] of Object.entries({ ...filters, query: "sophie", email: "a@example.com" })) {
      await crm.listCustomers({ [name]: value });
    }
    await crm.listCustomers({ ...filters, query: "sophie 06 12", phone: "Amazon", email: "a" });
    const { nextCursor } = await crm.listCustomers({}, { limit: 1 });
    expect(nextCursor).toBeNull();
    await crm.createCustomer({});
    await crm.listCustomers(
      {},
      { cursor: (await crm.listCustomers({}, { limit: 1 })).nextCursor ?? undefined },
    );
    for (const text of ["one", "two"]) {
      await crm.addCustomerNote(id, text);
      await crm.logInteraction(id, "call", "phone");
    }
    const notes = await crm.listCustomerNotes(id, { limit: 1 });
    await crm.listCustomerNotes(id, { cursor: notes.nextCursor ?? undefined });
    const activities = await crm.listInteractions(id, { limit: 1 });
    await crm.listInteractions(id, { cursor: activities.nextCursor ?? undefined });
    await crm.addCustomerTags(id, ["vip"]);
    await crm.removeCustomerTag(id, "vip");
    await crm.listVipCustomers();
    await crm.countInteractions({ days: 30 });
    await crm.listCustomersWithoutContact({ days: 30 });
    await crm.deleteCustomer(id);

    expect(statements.size).toBeGreaterThan(25);
    for (const sql of statements) {
      expect(sql).toContain("tenant_id");
      const plan = await queryPlan(sql);
      expect(plan.length + Number(sql.startsWith("INSERT INTO prospects"))).toBeGreaterThan(0);
      expect(
        plan.filter((detail) => detail.startsWith("SCAN") && !SCAN_OF_NO_TABLE.test(detail)),
        sql,
      ).toEqual([]);
    }
  });
});
