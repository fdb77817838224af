import { messageName, nameFromProfile, nameFromText, type PersonName } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { INTRODUCED_LINES } from "./introduced-lines.ts";
import { NAMELESS_LINES } from "./nameless-lines.ts";

const fold = (text: string) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");

function wordsOf({ firstName, lastName }: PersonName): string[] {
  return [firstName, lastName].flatMap((part) => part?.split(" ") ?? []);
}

function expectNameFrom(text: string, name: PersonName | null): void {
  if (name === null) return;
  expect(name.firstName ?? name.lastName).not.toBeNull();
  for (const part of [name.firstName, name.lastName]) {
    if (part === null) continue;
    expect(part).toMatch(/^[\p{L}'’ʼ‐‑ -]{1,80}$/u);
    expect(part).toBe(part.normalize("NFC"));
  }
  for (const word of wordsOf(name)) expect(fold(text)).toContain(fold(word));
}

const fragment = fc.oneof(
  fc.constantFrom(...INTRODUCED_LINES.map(([text]) => text), ...NAMELESS_LINES),
  fc.constantFrom(
    "je m'appelle ",
    "moi c'est ",
    "this is ",
    "I'm ",
    "ici ",
    "Sophie ",
    "MARTIN ",
    "de la ",
    "d'",
    "O'",
    "N’Diaye ",
    " à l'appareil",
    "\nCordialement,\n",
    "— ",
    "M. ",
    "constructor ",
    "«",
    "✨",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const text = fc.array(fragment, { maxLength: 12 }).map((fragments) => fragments.join(""));

describe("names of any text", () => {
  it("are made of words that stand in the text, and of letters alone", () => {
    fc.assert(
      fc.property(text, (anyText) => {
        expectNameFrom(anyText, nameFromText(anyText));
        expectNameFrom(anyText, nameFromProfile(anyText));
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it("are read after an introduction as they are written, or not at all, whatever letters follow", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."aéßſŉıİøŁœK̈'’-Zé"), maxLength: 100 });
    fc.assert(
      fc.property(letters, letters, (first, last) => {
        const introduction = `Je m'appelle ${first} ${last}`;
        expectNameFrom(introduction, nameFromText(introduction));
      }),
      { numRuns: propertyRuns(10) },
    );
  });

  it("come from the text or the profile of the message", () => {
    fc.assert(
      fc.property(text, text, (anyText, profileName) => {
        expectNameFrom(
          `${anyText}\n${profileName}`,
          messageName({ text: anyText, profileName })?.name ?? null,
        );
      }),
    );
  });
});

describe("a hostile text", () => {
  const bait = [
    "a",
    "'",
    "a'",
    "a-",
    "je ",
    "je m'appelle ",
    "Je suis ",
    "M. ",
    "DE ",
    "Sophie ",
    "bonjour ",
    "\n",
    "merci,\n",
    "- a\n",
    "«",
    "é",
    "à l'appareil ",
    "… — ",
  ];

  it.each(bait)("of %j over and over is read to its end, and never gives a whole name", (piece) => {
    const hostile = piece.repeat(Math.ceil(20_000 / piece.length));
    for (const name of [nameFromText(hostile), nameFromProfile(hostile)]) {
      expect(`${name?.firstName ?? ""}${name?.lastName ?? ""}`.length).toBeLessThanOrEqual(160);
    }
  });
});
