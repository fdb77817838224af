import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalDatabase } from "./local-database.ts";

const ROWS = 1_500;
/** The number of tenants divides the number of people, so that each person belongs to one tenant. */
const TENANTS = 8;
/** There are fewer people than rows, so each number is in several rows, each time in another form. */
const PEOPLE = 400;
const DAY_MS = 24 * 60 * 60 * 1000;

interface OldProspect {
  id: string;
  tenant_id: string;
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  email: string | null;
  status: string | null;
  created_at: string | null;
}

const PHONE_FORMS: ((digits: string) => string | null)[] = [
  (digits) => `+336${digits}`,
  (digits) => `06 ${digits.replace(/..(?=.)/g, "$& ")}`,
  (digits) => `06.${digits.replace(/..(?=.)/g, "$&.")}`,
  (digits) => `+33 (0)6 ${digits}`,
  (digits) => `00336${digits}`,
  (digits) => `whatsapp:+336${digits}`,
  (digits) => `06\u00a0${digits} `,
  (digits) => `6${digits}`,
];
const UNREADABLE_PHONES = [
  null,
  "",
  "n/a",
  "36179",
  "06 12 34 56",
  "Mme Dupont",
  "06 12 34 56 78 / 01 23 45 67 89",
  "'; --",
];

const CREATION_FORMS: ((time: Date) => string)[] = [
  (time) => time.toISOString().replace("T", " ").slice(0, 19),
  (time) => time.toISOString(),
  (time) => time.toISOString().slice(0, 10),
  (time) => `${time.toISOString().slice(0, 10)}T02:00:00+02:00`,
  (time) => String(time.getTime() / 1000),
  (time) => String(time.getTime()),
  (time) => `${time.getTime()}.0`,
];
const UNREADABLE_CREATIONS = [null, "", "31/01/2024", "hier"];

const people = Array.from({ length: PEOPLE }, (_, person) => String(10_000_000 + person * 7_919).slice(-8));
const ages = new Map<string, number>();
const prospects = Array.from({ length: ROWS }, (_, index) => {
  const age =
    index % 11 === 10 ? Number.POSITIVE_INFINITY : Date.UTC(2020, 0, 1) + ((index * 701) % ROWS) * DAY_MS;
  const prospect = createProspect(index, age);
  ages.set(prospect.id, age);
  return prospect;
});

function createProspect(index: number, age: number): OldProspect {
  const person = (index * 31) % PEOPLE;
  return {
    id: `old-${index}`,
    tenant_id: `tenant-${index % TENANTS}`,
    first_name: index % 5 === 0 ? null : `Prénom ${index} 🙂`,
    last_name: index % 7 === 0 ? "" : 'O\'Neil "quoted"',
    phone:
      index % 6 === 5
        ? (at(UNREADABLE_PHONES, index) ?? null)
        : (at(PHONE_FORMS, index)?.(people[person] ?? "") ?? null),
    email: index % 4 === 0 ? ` Person${person}@Example.COM` : index % 9 === 1 ? "not an address" : null,
    status: index % 3 === 0 ? null : "contacté",
    created_at: Number.isFinite(age)
      ? (at(CREATION_FORMS, index)?.(new Date(age)) ?? null)
      : (at(UNREADABLE_CREATIONS, index) ?? null),
  };
}

function at<T>(values: T[], index: number): T | undefined {
  return values[index % values.length];
}

/** The owner of each identity, and the prospects that name it too, by how the rows were made and not by their text. */
function expectedIdentities(): { owned: string[]; contested: string[] } {
  const owners = new Map<string, string>();
  const contested: string[] = [];
  const byAge = prospects.map((prospect, index) => ({ prospect, index, age: ages.get(prospect.id) ?? 0 }));
  byAge.sort((a, b) => (a.age === b.age ? a.index - b.index : a.age - b.age));
  for (const { prospect, index } of byAge) {
    const person = (index * 31) % PEOPLE;
    const identities = [
      ...(index % 6 === 5 ? [] : [`phone +336${people[person]}`]),
      ...(index % 4 === 0 ? [`email person${person}@example.com`] : []),
    ];
    for (const identity of identities) {
      const key = `${prospect.tenant_id} ${identity}`;
      if (owners.has(key)) contested.push(`${key} ${prospect.id}`);
      else owners.set(key, prospect.id);
    }
  }
  return {
    owned: [...owners].map(([key, owner]) => `${key} ${owner}`).toSorted(),
    contested: contested.toSorted(),
  };
}

function readIdentities(table: string): string[] {
  return database
    .prepare(`SELECT tenant_id || ' ' || kind || ' ' || value || ' ' || prospect_id AS line FROM ${table}`)
    .all()
    .map(({ line }) => String(line))
    .toSorted();
}

function quote(value: string | null): string {
  return value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`;
}

const OLD_SCHEMA = `
  CREATE TABLE prospects (
    id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, first_name TEXT, last_name TEXT, phone TEXT, email TEXT,
    status TEXT DEFAULT 'lead', created_at TEXT DEFAULT (datetime('now'))
  );
  CREATE INDEX idx_prospects_phone ON prospects (phone);`;
const COLUMNS = "id, tenant_id, first_name, last_name, phone, email, status, created_at";

const local = createLocalDatabase();
let database: DatabaseSync;

beforeAll(() => {
  const values = prospects.map((prospect) => `(${Object.values(prospect).map(quote).join(", ")})`);
  local.executeFile(
    `${OLD_SCHEMA}
     ${values.map((value) => `INSERT INTO prospects (${COLUMNS}) VALUES ${value};`).join("\n")}
     INSERT INTO prospects (${COLUMNS}) VALUES (NULL, 'tenant-0', 'No', 'Id', '0699999999', NULL, NULL, NULL);`,
  );
  local.applyMigrations();
  database = local.open();
});
afterAll(() => {
  database.close();
  local.remove();
});

describe("an old database after the migrations", () => {
  it("still has every row and every value", () => {
    const rows = database.prepare(`SELECT ${COLUMNS} FROM prospects ORDER BY rowid`).all();
    expect(rows).toHaveLength(ROWS + 1);
    expect(rows.slice(0, ROWS)).toEqual(prospects);
    expect(rows[ROWS]).toMatchObject({ id: null, phone: "0699999999" });
  });

  it("has the new columns at their defaults", () => {
    const defaults = database
      .prepare(
        `SELECT DISTINCT preferred_channel, segment, total_orders, total_revenue, currency, last_contact_at,
           last_order_at, address, city, postal_code, country, metadata FROM prospects`,
      )
      .all();
    expect(defaults).toEqual([
      {
        preferred_channel: null,
        segment: "prospect",
        total_orders: 0,
        total_revenue: 0,
        currency: "EUR",
        last_contact_at: null,
        last_order_at: null,
        address: null,
        city: null,
        postal_code: null,
        country: "FR",
        metadata: null,
      },
    ]);
  });

  it("assigns each phone and e-mail to the oldest prospect that has it, and keeps which others name it", () => {
    const { owned, contested } = expectedIdentities();
    expect(owned.length).toBeGreaterThan(PEOPLE);
    expect(readIdentities("customer_identities")).toEqual(owned);
    expect(contested.length).toBeGreaterThan(PEOPLE);
    expect(readIdentities("contested_identities")).toEqual(contested);
  });

  it("has an active native integration for every tenant", () => {
    const integrations = database
      .prepare("SELECT tenant_id, system_type, is_active FROM crm_integrations ORDER BY tenant_id")
      .all();
    expect(integrations).toEqual(
      Array.from({ length: TENANTS }, (_, tenant) => ({
        tenant_id: `tenant-${tenant}`,
        system_type: "native",
        is_active: 1,
      })),
    );
  });

  it("keeps the old program's own index", () => {
    expect(
      database.prepare("SELECT 1 AS found FROM sqlite_master WHERE name = 'idx_prospects_phone'").all(),
    ).toEqual([{ found: 1 }]);
  });
});
