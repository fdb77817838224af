import { env } from "cloudflare:workers";
import type { CRMDatabaseService } from "@coccinelle/db";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FOLDED_NAME,
  foldText,
  INDEXED_NAME,
} from "../../../../../packages/db/src/customers/search/fold-text.ts";
import { encodeCursor } from "../../../../../packages/db/src/sql/page.ts";
import { uniqueId } from "../../../../support/message-event.ts";
import { observedDatabase } from "../../../../support/observed-database.ts";
import { propertyRuns } from "../../../../support/property-runs.ts";
import { queryPlan } from "../../query-plan.ts";
import { tenantCrm } from "../../tenant-crm.ts";

/** Every letter of Europe's Latin alphabets that has a plain form, in both cases. */
const COVERED = "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎĐÐÈÉÊËĒĖĘĚĞĠĢĦÌÍÎÏĪĮİıĶĹĻĽĿŁÑŃŅŇÒÓÔÕÖØŌŐŔŘŚŞŠȘŢŤȚÙÚÛÜŪŬŮŰŲŴÝŶŸŹŻŽŒÆẞÞ";
const LETTERS = Array.from(new Set([...COVERED, ...COVERED.toLowerCase(), "ß"])).filter(
  (letter) => letter !== "\u0307",
);

async function foldInDatabase(names: string[]): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `SELECT (SELECT name FROM ${FOLDED_NAME}) AS name
     FROM (SELECT key, value AS first_name, NULL AS last_name FROM json_each(?1)) ORDER BY key`,
  )
    .bind(JSON.stringify(names))
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}

function stripMarks(text: string): string {
  const ligatures: Record<string, string> = {
    œ: "oe",
    æ: "ae",
    ß: "ss",
    ø: "o",
    ł: "l",
    đ: "d",
    ı: "i",
    ð: "d",
    þ: "th",
    ħ: "h",
    ŀ: "l",
  };
  return Array.from(
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""),
    (letter) => ligatures[letter] ?? letter,
  ).join("");
}

describe("folding", () => {
  it("strips the accent and the case of every covered letter, as Unicode does", async () => {
    const expected = LETTERS.map(stripMarks);
    expect(expected.filter((plain) => !/^[a-z]+$/.test(plain))).toEqual([]);
    expect(LETTERS.map(foldText)).toEqual(expected);
    expect(await foldInDatabase(LETTERS)).toEqual(expected);
  });

  it("strips accents that are written as a character of their own", async () => {
    const decomposed = LETTERS.map((letter) => letter.normalize("NFD"));
    expect(decomposed.map(foldText)).toEqual(LETTERS.map(stripMarks));
    expect(await foldInDatabase(decomposed)).toEqual(LETTERS.map(stripMarks));
  });

  it("is the same in the query and in the database for any text", async () => {
    const letter = fc.oneof(
      fc.constantFrom(...LETTERS),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    );
    const texts = fc.array(
      fc.array(letter, { maxLength: 12 }).map((letters) => letters.join("").replaceAll("\0", "")),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (names) => {
        expect(await foldInDatabase(names)).toEqual(names.map(foldText));
      }),
      { numRuns: propertyRuns() },
    );
  });
});

describe("the search index", () => {
  it("holds the expression that searches use", async () => {
    const sql = await env.DB.prepare(
      "SELECT sql FROM sqlite_master WHERE name = 'prospects_search'",
    ).first<string>("sql");
    expect(sql).toContain(`\n  ${INDEXED_NAME},\n`);
  });

  it("costs one written row for a new customer, and one more only when an indexed value changes", async () => {
    const tenantId = uniqueId("tenant");
    const insert = "INSERT INTO prospects (id, tenant_id, first_name) VALUES (?1, ?2, 'Élodie')";
    const written = async (sql: string, ...values: string[]) =>
      (
        await env.DB.prepare(sql)
          .bind(...values)
          .run()
      ).meta.rows_written;
    const changes = [
      "UPDATE prospects SET last_contact_at = '2026-06-01 12:00:00.000' WHERE id = ?1",
      "UPDATE prospects SET city = 'Paris', metadata = '{}', preferred_channel = 'sms' WHERE id = ?1",
      "UPDATE prospects SET first_name = 'Anne' WHERE id = ?1",
    ];
    const measure = async () => {
      const id = uniqueId("customer");
      const rows = [await written(insert, id, tenantId)];
      for (const sql of changes) rows.push(await written(sql, id));
      return rows;
    };
    await measure();
    const withIndex = await measure();
    const sql = await env.DB.prepare(
      "SELECT sql FROM sqlite_master WHERE name = 'prospects_search'",
    ).first<string>("sql");
    await env.DB.prepare("DROP INDEX prospects_search").run();
    const without = await measure();
    await env.DB.prepare(sql ?? "").run();
    expect(withIndex.map((rows, index) => rows - (without[index] ?? 0))).toEqual([1, 0, 0, 1]);
  });

  it("answers a search without reading a customer's row", async () => {
    const statements: string[] = [];
    const { crm } = tenantCrm({
      db: observedDatabase(env.DB, { onRoundTrip: (sql) => void statements.push(...sql) }),
    });
    await crm.searchCustomers("elodie 06 12");
    await crm.listCustomers({ query: "elodie" }, { cursor: encodeCursor(["2026-01-01", "id"]) });
    const [search = "", laterPage = ""] = statements;
    expect(await queryPlan(search)).toContain("SEARCH c USING COVERING INDEX prospects_search (tenant_id=?)");
    expect(await queryPlan(laterPage)).toContain(
      "SEARCH c USING COVERING INDEX prospects_search (tenant_id=? AND <expr><?)",
    );
  });

  it.each<[string, (crm: CRMDatabaseService) => Promise<unknown>]>([
    ["a page", (crm) => crm.listCustomers({}, { limit: 10 })],
    ["a later page", (crm) => crm.listCustomers({}, { limit: 10, cursor: encodeCursor(["9999", ""]) })],
    ["a phone", (crm) => crm.getCustomerByPhone("+33612345678")],
    ["an e-mail address", (crm) => crm.getCustomerByEmail("sophie@example.com")],
  ])("leaves the other customers of the tenant alone for %s", async (_what, read) => {
    let rowsRead = 0;
    const { crm, tenantId } = tenantCrm({
      db: observedDatabase(env.DB, {
        onRoundTrip: (_sql, results) => {
          for (const { meta } of results) rowsRead += meta.rows_read;
        },
      }),
    });
    await crm.createCustomer({ phone: "+33612345678", email: "sophie@example.com" });
    await env.DB.prepare(
      "INSERT INTO prospects (id, tenant_id) SELECT ?1 || '-' || value, ?1 FROM json_each(?2)",
    )
      .bind(tenantId, JSON.stringify(Array.from({ length: 500 }, (_, index) => index)))
      .run();
    rowsRead = 0;
    await read(crm);
    expect(rowsRead).toBeGreaterThan(0);
    expect(rowsRead).toBeLessThan(50);
  });
});
