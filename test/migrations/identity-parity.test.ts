import { normalizeEmail, normalizePhone, phoneIdentity } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMigratedDatabase } from "../../scripts/simulator/sqlite-d1.ts";

interface Written {
  phone: string | null;
  email?: string | null;
  country?: string | null;
}

/** The identities that the view reads in each row, and those that the rules for senders read in it. */
function readBoth(
  rows: Written[],
): { row: Written; kind: string; inSql: string | null; inCore: string | null }[] {
  const database = createMigratedDatabase();
  const insert = database.prepare(
    "INSERT INTO prospects (id, tenant_id, phone, email, country) VALUES (?, 't', ?, ?, ?)",
  );
  database.exec("BEGIN");
  rows.forEach(({ phone, email = null, country = "FR" }, index) => {
    insert.run(String(index), phone, email, country);
  });
  database.exec("COMMIT");
  const found = new Map(
    database
      .prepare("SELECT prospect_id || kind AS place, value FROM prospect_identities")
      .all()
      .map(({ place, value }) => [place, String(value)]),
  );
  database.close();
  return rows.flatMap((row, index) => {
    const phone = normalizePhone(row.phone ?? "", row.country ?? "FR");
    return [
      {
        row,
        kind: "phone",
        inSql: found.get(`${index}phone`) ?? null,
        inCore: phone === null ? null : phoneIdentity(phone).value,
      },
      {
        row,
        kind: "email",
        inSql: found.get(`${index}email`) ?? null,
        inCore: normalizeEmail(row.email ?? ""),
      },
    ];
  });
}

/** The view may find fewer identities than the rules do, but no others. */
function expectNoDifference(rows: Written[]): void {
  const different = readBoth(rows).filter(({ inSql, inCore }) => inSql !== null && inSql !== inCore);
  expect(different).toEqual([]);
}

describe("the view of prospects' identities", () => {
  it.each<[string, string, string?]>([
    ["06 12 34 56 78", "+33612345678"],
    ["06.12.34.56.78", "+33612345678"],
    ["06-12-34-56-78", "+33612345678"],
    ["06/12/34/56/78", "+33612345678"],
    ["06\u00a012\u202f34 56 78", "+33612345678"],
    ["\u202a0612345678\u202c", "+33612345678"],
    [" 0612345678\n", "+33612345678"],
    ["612345678", "+33612345678"],
    ["33612345678", "+33612345678"],
    ["+33612345678", "+33612345678"],
    ["+33 (0)6 12 34 56 78", "+33612345678"],
    ["(+33) 06 12 34 56 78", "+33612345678"],
    ["0033 6 12 34 56 78", "+33612345678"],
    ["whatsapp:+33612345678", "+33612345678"],
    ["tel:+33-6-12-34-56-78", "+33612345678"],
    ["0612345678", "+33612345678", " fr"],
    ["01 42 68 53 00", "+33142685300"],
    ["0800 123 456", "+33800123456"],
    ["+44 (0)20 7946 0958", "+442079460958", "GB"],
    ["+1 (212) 555-1234", "+12125551234"],
    ["+32 475 12 34 56", "+32475123456"],
    ["+41 79 123 45 67", "+41791234567"],
    ["+49 1512 3456789", "+4915123456789"],
    ["+34 612 345 678", "+34612345678"],
    ["+39 312 345 6789", "+393123456789"],
    ["+212 6 12 34 56 78", "+212612345678"],
    ["+213 551 23 45 67", "+213551234567"],
    ["+216 20 123 456", "+21620123456"],
    ["+221 70 123 45 67", "+221701234567"],
    ["+225 07 07 12 34 56", "+2250707123456"],
    ["+229 01 95 12 34 56", "+2290195123456"],
    ["+52 1 55 1234 5678", "+525512345678"],
    ["+54 11 1234 5678", "+5491112345678"],
    ["+54 9 11 1234 5678", "+5491112345678"],
    ["+55 11 8765 4321", "+5511987654321"],
    ["+55 11 98765 4321", "+5511987654321"],
  ])("reads %j as %s, as the rules for senders do", (phone, value, country = "FR") => {
    expect(readBoth([{ phone, country }])[0]).toMatchObject({ inSql: value, inCore: value });
  });

  it.each([
    null,
    "",
    "36179",
    "0692 12 34 56",
    "Doctolib",
    "06 12 34 56 78 (Mme)",
    "06 12 34 56 78 / 01 23 45 67 89",
    "+49 30 12345 / 12346",
    "+49 30 12345 - 12346",
    "+49 30 12345  12346",
    "+999 123 456 789",
    "0612345678\0",
    "+33612345678\0junk",
  ])("finds no phone in %j", (phone) => {
    expect(readBoth([{ phone }])[0]).toMatchObject({ inSql: null, inCore: null });
  });

  it("reads the national phone numbers of France and of no other country", () => {
    for (const country of ["BE", "France", ""]) {
      expect(readBoth([{ phone: "06 12 34 56 78", country }])[0]).toMatchObject({ inSql: null });
    }
    expect(readBoth([{ phone: "06 12 34 56 78", country: null }])[0]).toMatchObject({
      inSql: "+33612345678",
    });
  });

  it("reads the numbers of every calling code as the rules do", () => {
    const codes = createMigratedDatabase()
      .prepare("SELECT code, shortest, longest, begins, trunk FROM calling_codes")
      .all();
    expect(codes.length).toBeGreaterThan(200);
    const digits = fc.stringMatching(/^\d{16}$/);
    const numbers = fc.sample(
      fc.tuple(fc.constantFrom(...codes), digits, fc.nat({ max: 15 }), fc.boolean()),
      40_000,
    );
    const phones = numbers.map(([{ code, shortest, longest, begins, trunk }, tail, random, hasTrunk]) => {
      const start = String(begins).replace(
        /\[([^\]]+)\]|\*/g,
        (_, set?: string) => set?.at(random % set.length) ?? "",
      );
      const length = Number(shortest) + (random % (Number(longest) - Number(shortest) + 1));
      const number = `${start.replace("-", "5")}${tail}`.slice(0, length);
      return { phone: `+${code}${hasTrunk && trunk !== null ? `(${trunk})` : ""}${number}` };
    });
    expectNoDifference(phones);
    const found = readBoth(phones).filter(({ kind, inSql }) => kind === "phone" && inSql !== null);
    expect(found.length / phones.length).toBeGreaterThan(0.99);
  });

  it("reads every French number as the rules do", () => {
    const tails = fc.sample(fc.stringMatching(/^\d{6}$/), 1_000);
    expectNoDifference(
      tails.flatMap((tail, start) => {
        const number = `${String(start).padStart(3, "0")}${tail}`;
        return [`0${number}`, number, `33${number}`, `+33${number}`, `+330${number}`].map((phone) => ({
          phone,
        }));
      }),
    );
  });

  it("reads phones as the rules do, in all forms in which people write them", () => {
    const part = fc.oneof(
      fc.stringMatching(/^\d{1,5}$/),
      fc.constantFrom(
        "+",
        "00",
        "(0)",
        " ",
        "  ",
        " - ",
        "-",
        "/",
        ".",
        "(",
        ")",
        "\u00a0",
        "\u202f",
        "\u202a",
        "\t",
      ),
      fc.constantFrom(
        "06 12 34 56 78",
        "12/34/56/78",
        "+33",
        "+49 30 12345",
        "+521",
        "+55 11",
        "+54 9",
        "+375 8",
      ),
      fc.constantFrom("whatsapp:", "tel:", "x", ",", "\n", "\0", "٣", "６"),
    );
    const phone = fc.array(part, { maxLength: 7 }).map((parts) => parts.join(""));
    const country = fc.constantFrom("FR", "fr", "BE", "", null);
    expectNoDifference(fc.sample(fc.record({ phone, country }), 20_000));
  });

  it("reads e-mail addresses as the rules do, where they are plain", () => {
    const emails = ["sophie@example.com", " Sophie.Martin+T3@Example.CO.UK\n", "O'Neil@example.ie"];
    for (const email of emails) {
      const [, read] = readBoth([{ phone: null, email }]);
      expect(read).toMatchObject({ inSql: normalizeEmail(email), inCore: expect.any(String) });
    }
    const part = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom(
        "a",
        "é",
        "É",
        "İ",
        "@",
        "@b",
        ".c",
        ".",
        " ",
        "-",
        "_",
        "\u00a0",
        "<",
        "]",
        "\\",
        '"',
        "\t",
        "\0",
      ),
    );
    const written = fc.oneof(
      fc.emailAddress(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.emailAddress().map((email) => `${email}\0${email}`),
      fc.nat({ max: 300 }).map((length) => `${"a".repeat(length)}@example.com`),
    );
    expectNoDifference(fc.sample(written, 20_000).map((email) => ({ phone: null, email })));
  });
});
