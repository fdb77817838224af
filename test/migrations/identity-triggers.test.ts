import { describe, expect, it } from "vitest";
import { createMigratedDatabase } from "../../scripts/simulator/sqlite-d1.ts";

function createDatabase() {
  const database = createMigratedDatabase();
  return {
    exec: (sql: string) => database.exec(sql),
    listIdentities: () =>
      database
        .prepare("SELECT kind, value, prospect_id FROM customer_identities ORDER BY tenant_id, kind, value")
        .all()
        .map(({ kind, value, prospect_id }) => `${kind} ${value} ${prospect_id}`),
    countRows: (table: string) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count,
    listNativeTenants: () =>
      database
        .prepare(
          "SELECT tenant_id FROM crm_integrations WHERE system_type = 'native' AND is_active = 1 ORDER BY tenant_id",
        )
        .all()
        .map(({ tenant_id }) => tenant_id),
  };
}

const INSERT = "INSERT INTO prospects (id, tenant_id, phone, email)";

describe("a program that knows only prospects", () => {
  it("gives a new row its identities", () => {
    const { exec, listIdentities } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't', '06 12 34 56 78', 'A@Example.com')`);
    expect(listIdentities()).toEqual(["email a@example.com a", "phone +33612345678 a"]);
  });

  it("moves the identity with the phone", () => {
    const { exec, listIdentities } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't', '06 12 34 56 78', 'a@example.com')`);
    exec("UPDATE prospects SET phone = '07 98 76 54 32' WHERE id = 'a'");
    expect(listIdentities()).toEqual(["email a@example.com a", "phone +33798765432 a"]);
    exec("UPDATE prospects SET phone = NULL, first_name = 'Ann' WHERE id = 'a'");
    expect(listIdentities()).toEqual(["email a@example.com a"]);
  });

  it("keeps the identity of a phone that is only written in another form, and identities that no column names", () => {
    const { exec, listIdentities } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't', '06 12 34 56 78', NULL)`);
    exec("INSERT INTO customer_identities VALUES ('t', 'whatsapp', 'FR.1349', 'a')");
    exec("UPDATE prospects SET phone = '+33612345678' WHERE id = 'a'");
    expect(listIdentities()).toEqual(["phone +33612345678 a", "whatsapp FR.1349 a"]);
  });

  it.each(["INSERT", "INSERT OR REPLACE", "INSERT OR ABORT", "INSERT OR IGNORE"])(
    "may repeat a phone by %s, and the first row keeps the identity",
    (verb) => {
      const { exec, listIdentities } = createDatabase();
      exec(`${INSERT} VALUES ('a', 't', '0612345678', NULL)`);
      exec(`${verb} INTO prospects (id, tenant_id, phone) VALUES ('b', 't', '+33612345678')`);
      exec(`${INSERT} VALUES ('c', 't', '0798765432', NULL)`);
      exec("UPDATE OR REPLACE prospects SET phone = '06 12 34 56 78' WHERE id = 'c'");
      expect(listIdentities()).toEqual(["phone +33612345678 a"]);
    },
  );

  describe("assigns a value to the oldest of the other prospects that name it", () => {
    const PHONE = "phone +33612345678";

    /** Three prospects with the same phone. The third row of the table is the second oldest. */
    function createRepeatedPhone() {
      const database = createDatabase();
      database.exec(`INSERT INTO prospects (id, tenant_id, phone, email, created_at) VALUES
        ('a', 't', '06 12 34 56 78', NULL, '2020-01-01'),
        ('young', 't', '+33612345678', NULL, '1700000000000.0'),
        ('b', 't', '0612345678', NULL, '1600000000'),
        ('other', 'u', '0612345678', NULL, '2019-01-01')`);
      database.exec("DELETE FROM prospects WHERE id = 'other'");
      expect(database.listIdentities()).toEqual([`${PHONE} a`]);
      return database;
    }

    it.each([
      ["is deleted", "DELETE FROM prospects WHERE id = 'a'"],
      ["changes it", "UPDATE prospects SET phone = NULL WHERE id = 'a'"],
      ["changes its country", "UPDATE prospects SET country = 'BE' WHERE id = 'a'"],
      ["goes to another tenant", "UPDATE prospects SET tenant_id = 'v', phone = NULL WHERE id = 'a'"],
      ["is replaced", "INSERT OR REPLACE INTO prospects (id, tenant_id) VALUES ('a', 't')"],
      ["loses it", "DELETE FROM customer_identities WHERE prospect_id = 'a'"],
    ])("when its owner %s", (_, sql) => {
      const { exec, listIdentities } = createRepeatedPhone();
      exec(sql);
      expect(listIdentities()).toEqual([`${PHONE} b`]);
      exec("UPDATE prospects SET phone = '0798765432' WHERE id = 'b'");
      expect(listIdentities()).toEqual([`${PHONE} young`, "phone +33798765432 b"]);
      exec("DELETE FROM prospects WHERE id = 'young'");
      expect(listIdentities()).toEqual(["phone +33798765432 b"]);
    });

    it("in whatever order its owners are deleted, also by one statement", () => {
      const { exec, listIdentities, countRows } = createRepeatedPhone();
      exec("DELETE FROM prospects WHERE id IN ('a', 'b')");
      expect(listIdentities()).toEqual([`${PHONE} young`]);
      exec("DELETE FROM prospects");
      expect(listIdentities()).toEqual([]);
      expect(countRows("contested_identities")).toBe(0);
    });

    it("but not to a prospect that has another phone by now", () => {
      const { exec, listIdentities, countRows } = createRepeatedPhone();
      exec("UPDATE prospects SET phone = 'none' WHERE id = 'b'");
      exec("DELETE FROM prospects WHERE id = 'a'");
      expect(listIdentities()).toEqual([`${PHONE} young`]);
      expect(countRows("contested_identities")).toBe(0);
    });

    it("but not when its owner only writes it in another form", () => {
      const { exec, listIdentities } = createRepeatedPhone();
      exec("UPDATE prospects SET phone = '+33612345678', email = 'a@example.com' WHERE id = 'a'");
      expect(listIdentities()).toEqual(["email a@example.com a", `${PHONE} a`]);
      exec("DELETE FROM prospects WHERE id = 'a'");
      expect(listIdentities()).toEqual([`${PHONE} b`]);
    });
  });

  it("contests no value that only one prospect names", () => {
    const { exec, countRows } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't', '0612345678', 'a@example.com'), ('b', 'u', '0612345678', NULL)`);
    exec("UPDATE prospects SET phone = '0798765432' WHERE id = 'a'");
    expect(countRows("contested_identities")).toBe(0);
  });

  it("keeps the same phone apart in two tenants", () => {
    const { exec, listIdentities } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't1', '0612345678', NULL), ('b', 't2', '0612345678', NULL)`);
    expect(listIdentities()).toEqual(["phone +33612345678 a", "phone +33612345678 b"]);
  });

  it("deletes a customer with its identities, notes, activities and tags", () => {
    const { exec, listIdentities, countRows } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't', '0612345678', NULL), ('b', 't', '0798765432', NULL)`);
    exec(`INSERT INTO customer_notes (id, tenant_id, prospect_id, content) VALUES ('n', 't', 'a', 'x');
      INSERT INTO customer_activities (id, tenant_id, prospect_id, type) VALUES ('v', 't', 'a', 'visit'), ('w', 't', 'b', 'visit');
      INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES ('g', 't', 'a', 'vip');`);
    exec("DELETE FROM prospects WHERE id = 'a'");
    expect(listIdentities()).toEqual(["phone +33798765432 b"]);
    expect(countRows("customer_notes")).toBe(0);
    expect(countRows("customer_activities")).toBe(1);
    expect(countRows("customer_tags")).toBe(0);
  });

  it("gives each new tenant one native integration", () => {
    const { exec, listNativeTenants } = createDatabase();
    exec(`${INSERT} VALUES ('a', 't1', NULL, NULL), ('b', 't1', NULL, NULL), ('c', 't2', NULL, NULL)`);
    exec(`INSERT INTO channels (id, tenant_id, provider, address, credentials, created_at, updated_at)
      VALUES ('x', 't3', 'twilio', '+33700000000', '', '', ''), ('y', 't1', 'twilio', '+33700000001', '', '', '')`);
    expect(listNativeTenants()).toEqual(["t1", "t2", "t3"]);
  });
});
