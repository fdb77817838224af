import { normalizePhone, phoneIdentity, writePhone } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";

const COUNTRIES = [
  "FR",
  "GB",
  "US",
  "DE",
  "AT",
  "IT",
  "BR",
  "AR",
  "MX",
  "JP",
  "KR",
  "BY",
  "SH",
  "XX",
  "",
  "France",
];

/** Strings that come close to a phone number. */
const almostPhone = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^\d{1,6}$/),
      fc.constantFrom(
        "+",
        "00",
        "0",
        "(0)",
        " ",
        "-",
        " - ",
        ".",
        "/",
        "  ",
        "\u00a0",
        "whatsapp:",
        "tel:",
        "x",
        ";",
      ),
      fc.constantFrom("+33", "+43", "+49", "+52", "+521", "+54", "+549", "+55", "+375", "0033"),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("normalizePhone", () => {
  it.each([
    "06 12 34 56 78",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "06\u00a012\u00a034\u00a056\u00a078",
    "06\u202f12\u202f34\u202f56\u202f78",
    "０６１２３４５６７８",
    "06‑12‑34‑56‑78",
    "\u202a+33 6 12 34 56 78\u202c",
    "(06) 12 34 56 78",
    "612345678",
    "33612345678",
    "+33612345678",
    "＋33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "+33 (0) 6 12 34 56 78",
    "(+33) 6 12 34 56 78",
    "+33 06 12 34 56 78",
    "0033 6 12 34 56 78",
    "0033 (0)6 12 34 56 78",
    "00 33 6 12 34 56 78",
    "whatsapp:+33612345678",
    "WhatsApp:+33 6 12 34 56 78",
    "tel:+33-6-12-34-56-78",
    "tel: 06 12 34 56 78",
    "  0612345678\n",
  ])("reads %j as one French mobile", (text) => {
    expect(normalizePhone(text)).toBe("+33612345678");
  });

  it.each([
    ["+44 (0)20 7946 0958", "FR", "+442079460958"],
    ["020 7946 0958", "GB", "+442079460958"],
    ["(212) 555-1234", "US", "+12125551234"],
    ["+41 22 730 51 11", "FR", "+41227305111"],
    ["+49 30 901820", "FR", "+4930901820"],
    ["030 / 901820", "DE", "+4930901820"],
    ["+225 07 07 12 34 56", "FR", "+2250707123456"],
    ["+39 06 6982", "FR", "+39066982"],
    ["+91 98765-43210", "FR", "+919876543210"],
    ["20 12 34 56", "DK", "+4520123456"],
    ["06 12 34 56 78", " fr ", "+33612345678"],
  ])("reads %j in %s as %s", (text, country, e164) => {
    expect(normalizePhone(text, country)).toBe(e164);
  });

  it("keeps an international number of a range that the metadata does not know", () => {
    expect(normalizePhone("+33 0692 12 34 56")).toBe("+33692123456");
    expect(normalizePhone("0692 12 34 56")).toBeNull();
  });

  it.each([
    ["nothing", ""],
    ["a short code", "36179"],
    ["a directory service", "118 218"],
    ["a name", "Doctolib"],
    ["a business-scoped id", "FR.13491208655302741918"],
    ["a word beside it", "06 12 34 56 78 (Mme)"],
    ["an extension", "01 23 45 67 89 poste 12"],
    ["two numbers and a slash", "06 12 34 56 78 / 01 23 45 67 89"],
    ["two numbers that together could be a third", "+49 30 12345 / 12346"],
    ["two numbers and a hyphen", "+49 30 12345 - 12346"],
    ["two numbers and a gap", "+49 30 12345   12346"],
    ["two numbers and a comma", "0612345678, 0123456789"],
    ["two numbers on two lines", "+49 30 12345\n12346"],
    ["a second plus", "+33612345678+33612345679"],
    ["a digit too few", "06 12 34 56 7"],
    ["a digit too many", "06 12 34 56 78 9"],
    ["an unknown calling code", "+999 123 456 789"],
    ["a trunk prefix where the country has none", "+48 0 601 234 567"],
    ["two trunk prefixes", "+43 00 1234567"],
    ["a null byte", "0612345678\0"],
    ["16 digits", "+4912345678901234"],
  ])("refuses %s", (_, text) => {
    expect(normalizePhone(text)).toBeNull();
  });

  it("reads only international forms where the country is unknown", () => {
    for (const country of ["XX", "", "France", "toString"]) {
      expect(normalizePhone("06 12 34 56 78", country)).toBeNull();
      expect(normalizePhone("+33 6 12 34 56 78", country)).toBe("+33612345678");
    }
  });

  it.each([
    ["+52 1 55 1234 5678", "+525512345678"],
    ["whatsapp:+5215512345678", "+525512345678"],
    ["+52 55 1234 5678", "+525512345678"],
    ["+55 11 8765-4321", "+5511987654321"],
    ["+55 (0)11 8765-4321", "+5511987654321"],
    ["+55 11 98765-4321", "+5511987654321"],
    ["+55 11 3765-4321", "+551137654321"],
    ["+54 11 1234-5678", "+541112345678"],
    ["+54 9 11 1234-5678", "+5491112345678"],
    ["+54 11 15 1234-5678", "+5491112345678"],
  ])("reads %j in its present form, %s", (text, e164) => {
    expect(normalizePhone(text)).toBe(e164);
  });

  it("returns E.164 or null, and does not change its own result", () => {
    const text = fc.oneof(almostPhone, fc.stringMatching(/^\+?\d{5,15}$/), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(text, fc.constantFrom(...COUNTRIES), (written, country) => {
        const phone = normalizePhone(written, country);
        if (phone === null) return;
        expect(phone).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(normalizePhone(phone, country)).toBe(phone);
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it("never touches the last five digits", () => {
    fc.assert(
      fc.property(almostPhone, (written) => {
        const phone = normalizePhone(written);
        if (phone !== null) expect(written.replace(/\D/g, "").slice(-5)).toBe(phone.slice(-5));
      }),
      { numRuns: propertyRuns(10) },
    );
  });
});

describe("phoneIdentity", () => {
  it.each([
    ["+541112345678", "+5491112345678"],
    ["+5491112345678", "+5491112345678"],
    ["+542214567890", "+5492214567890"],
    ["+548001234567", "+548001234567"],
    ["+33612345678", "+33612345678"],
  ])("knows %s as %s", (e164, value) => {
    expect(phoneIdentity(e164)).toEqual({ kind: "phone", value });
  });
});

describe("writePhone", () => {
  it.each([
    ["+33612345678", "+33 6 12 34 56 78", "06 12 34 56 78", "0612345678"],
    ["+14155550123", "+1 415 555 0123", "(415) 555-0123", "4155550123"],
    ["+447400123456", "+44 7400 123456", "07400 123456", "07400123456"],
  ])("writes %s as people do", (e164, international, national, nationalDigits) => {
    expect(writePhone(e164)).toEqual({ international, national, nationalDigits });
  });

  it("writes no form that reads as another number", () => {
    for (const [e164, country] of [
      ["+33612345678", "FR"],
      ["+14155550123", "US"],
      ["+447400123456", "GB"],
      ["+390612345678", "IT"],
      ["+5511987654321", "BR"],
    ] as const) {
      const forms = Object.values(writePhone(e164) ?? {});
      expect(forms.map((form) => normalizePhone(form, country))).toEqual([e164, e164, e164]);
    }
  });
});
