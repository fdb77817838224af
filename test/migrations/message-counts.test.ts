import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";

it("counts the messages of a database that has some already, and neither other activities nor unreadable times", () => {
  const database = new DatabaseSync(":memory:");
  const migrations = globSync("migrations/*.sql").toSorted();
  const countsFrom = migrations.findIndex((file) => file.endsWith("0008_keys_and_audit.sql"));
  const apply = (files: string[]) => {
    for (const file of files) database.exec(readFileSync(file, "utf8"));
  };
  apply(migrations.slice(0, countsFrom));
  database.exec(`INSERT INTO prospects (id, tenant_id) VALUES ('p', 't1'), ('q', 't2');
    INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, created_at) VALUES
      ('1', 't1', 'p', 'message_received', 'sms', '2026-03-01 10:00:00.000'),
      ('2', 't1', 'p', 'message_received', 'sms', '2026-03-01 10:59:59'),
      ('3', 't1', 'p', 'call', 'phone', '2026-03-01 10:30:00.000'),
      ('4', 't2', 'q', 'message_received', 'sms', '2026-03-01 11:00:00.000'),
      ('5', 't1', 'p', 'visit', 'phone', '2026-03-01 10:00:00.000'),
      ('6', 't1', 'p', 'message_received', 'sms', '1772359200000'),
      ('7', 't1', 'p', 'message_received', NULL, '2026-03-01 10:00:00.000'),
      ('8', 't1', 'p', 'message_received', 'sms', NULL)`);
  apply(migrations.slice(countsFrom));
  const counts = database.prepare("SELECT * FROM message_counts ORDER BY tenant_id, hour, channel").all();
  expect(counts.map((row) => Object.values(row).join(" "))).toEqual([
    "t1 2026-03-01 10 phone 1",
    "t1 2026-03-01 10 sms 2",
    "t2 2026-03-01 11 sms 1",
  ]);
});
