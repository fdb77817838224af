import { type Identity, type MessageEvent, senderIdentities } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("senderIdentities", () => {
  it.each<[string, MessageEvent["sender"], Identity[]]>([
    ["a phone", { address: "+33612345678" }, [{ kind: "phone", value: "+33612345678" }]],
    ["a WhatsApp phone", { address: "whatsapp:+33612345678" }, [{ kind: "phone", value: "+33612345678" }]],
    ["a national form", { address: "06 12 34 56 78" }, [{ kind: "phone", value: "+33612345678" }]],
    [
      "an Argentine mobile as from abroad",
      { address: "+541112345678" },
      [{ kind: "phone", value: "+5491112345678" }],
    ],
    ["a short code", { address: "36179" }, [{ kind: "short_code", value: "36179" }]],
    ["a named sender", { address: " Doctolib " }, [{ kind: "alphanumeric", value: "DOCTOLIB" }]],
    [
      "digits that are no phone",
      { address: "+999123456789" },
      [{ kind: "alphanumeric", value: "+999123456789" }],
    ],
    [
      "a business-scoped id as its address",
      { address: "whatsapp:FR.13491208655302741918" },
      [{ kind: "whatsapp", value: "FR.13491208655302741918" }],
    ],
    [
      "a company's business-scoped id",
      { whatsappUserId: "US.ENT.11815799212886844830" },
      [{ kind: "whatsapp", value: "US.ENT.11815799212886844830" }],
    ],
    [
      "the same id twice",
      { address: "whatsapp:FR.1349", whatsappUserId: "FR.1349" },
      [{ kind: "whatsapp", value: "FR.1349" }],
    ],
    [
      "every name at once",
      { email: "Sophie@Example.com", whatsappUserId: "FR.1349", address: "whatsapp:+33612345678" },
      [
        { kind: "phone", value: "+33612345678" },
        { kind: "whatsapp", value: "FR.1349" },
        { kind: "email", value: "sophie@example.com" },
      ],
    ],
    [
      "a named sender with an e-mail address",
      { address: "Doctolib", email: "info@example.com" },
      [
        { kind: "email", value: "info@example.com" },
        { kind: "alphanumeric", value: "DOCTOLIB" },
      ],
    ],
    ["an e-mail address that is none", { email: "sophie" }, []],
    ["nothing but a name", { profileName: "Sophie" }, []],
    ["an empty WhatsApp address", { address: "whatsapp:" }, []],
  ])("knows a sender by %s", (_, sender, identities) => {
    expect(senderIdentities(sender, "FR")).toEqual(identities);
  });

  it("reads a national form in the default country", () => {
    expect(senderIdentities({ address: "020 7946 0958" }, "GB")).toEqual([
      { kind: "phone", value: "+442079460958" },
    ]);
  });

  it("never takes fewer than seven digits for a phone", () => {
    const short = fc.stringMatching(/^(whatsapp:)?[+]?\d{0,6}$/);
    fc.assert(
      fc.property(short, fc.constantFrom("FR", "AT", "DE", "SH", "US"), (address, country) => {
        expect(senderIdentities({ address }, country).filter(({ kind }) => kind === "phone")).toEqual([]);
      }),
    );
  });

  it("finds at most one identity of each kind but WhatsApp, and no empty identity", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (address, whatsappUserId) => {
        const identities = senderIdentities({ address, whatsappUserId }, "FR");
        const kinds = identities.map(({ kind }) => kind).filter((kind) => kind !== "whatsapp");
        expect(new Set(kinds).size).toBe(kinds.length);
        expect(identities.every(({ value }) => value !== "")).toBe(true);
      }),
    );
  });
});
