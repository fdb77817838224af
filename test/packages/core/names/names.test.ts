import {
  isStrongerSource,
  messageName,
  NameSource,
  nameFromProfile,
  nameFromText,
  PLACEHOLDER_NAME,
} from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { FRESH_LINES } from "./fresh-lines.ts";
import { INTRODUCED_LINES } from "./introduced-lines.ts";
import { NAMELESS_LINES } from "./nameless-lines.ts";
import { OTHER_PROFILES, PERSONAL_PROFILES } from "./profile-names.ts";

describe("the name that a text introduces", () => {
  it.each(INTRODUCED_LINES)("is read from %j", (text, firstName, lastName) => {
    expect(nameFromText(text)).toEqual({ firstName, lastName });
  });

  it.each(NAMELESS_LINES)("is not read from %j", (text) => {
    expect(nameFromText(text)).toBeNull();
  });
});

describe("several names in one text", () => {
  it("lets the first of two equally sure names stay", () => {
    const sophie = { firstName: "Sophie", lastName: "Martin" };
    expect(nameFromText("Je m'appelle Sophie Martin. Je m'appelle Karim Benali.")).toEqual(sophie);
    const karim = { firstName: "Karim", lastName: "Benali" };
    expect(nameFromText("Je m'appelle Karim Benali. Je m'appelle Sophie Martin.")).toEqual(karim);
  });

  it("prefers the surer of two names, wherever it stands", () => {
    const sophie = { firstName: "Sophie", lastName: "Martin" };
    expect(nameFromText("Moi c'est Karim Benali. Je m'appelle Sophie Martin.")).toEqual(sophie);
    expect(nameFromText("Je m'appelle Sophie Martin. Moi c'est Karim Benali.")).toEqual(sophie);
  });
});

describe("lines that the rules were not made on", () => {
  it.each(FRESH_LINES)("reads %j as it should", (text, firstName, lastName) => {
    expect(nameFromText(text) ?? { firstName: null, lastName: null }).toEqual({ firstName, lastName });
  });
});

describe("the name in a profile", () => {
  it.each(PERSONAL_PROFILES)("is read from %j", (profile, firstName, lastName) => {
    expect(nameFromProfile(profile)).toEqual({ firstName, lastName });
  });

  it.each(OTHER_PROFILES)("is not read from %j", (profile) => {
    expect(nameFromProfile(profile)).toBeNull();
  });
});

describe("the name of a message", () => {
  it("prefers the self-introduction to the profile", () => {
    expect(messageName({ text: "moi c'est Karim Benali", profileName: "Sophie Martin" })).toEqual({
      name: { firstName: "Karim", lastName: "Benali" },
      source: "self_introduction",
    });
  });

  it("falls back to the profile", () => {
    expect(messageName({ text: "Le T3 est libre ?", profileName: "Sophie Martin" })).toEqual({
      name: { firstName: "Sophie", lastName: "Martin" },
      source: "profile",
    });
  });

  it("adds the last name of a profile that agrees with an introduced first name, whatever its accents and case", () => {
    expect(messageName({ text: "bonjour je m'appelle lea", profileName: "Léa MOREAU" })).toEqual({
      name: { firstName: "Léa", lastName: "Moreau" },
      source: "self_introduction",
    });
  });

  it("adds the first name of a profile that agrees with an introduced family name", () => {
    expect(messageName({ text: "Ici Mme Moreau", profileName: "Léa Moreau" })).toEqual({
      name: { firstName: "Léa", lastName: "Moreau" },
      source: "self_introduction",
    });
  });

  it("adds nothing from a profile of another name", () => {
    expect(messageName({ text: "moi c'est Karim", profileName: "Sophie Martin" })).toEqual({
      name: { firstName: "Karim", lastName: null },
      source: "self_introduction",
    });
  });

  it("is null where neither the text nor the profile gives one", () => {
    expect(messageName({ text: "Le T3 est libre ?", profileName: "🔥" })).toBeNull();
    expect(messageName({ text: "" })).toBeNull();
  });
});

describe("the sources of a name", () => {
  it("are ordered from human to placeholder, and none is stronger than itself", () => {
    const sources = NameSource.options;
    for (const [rank, source] of sources.entries()) {
      for (const [otherRank, other] of sources.entries()) {
        expect(isStrongerSource(source, other)).toBe(rank < otherRank);
      }
    }
    expect(sources).toEqual(["human", "crm", "self_introduction", "profile", "placeholder"]);
  });

  it("end with the placeholder, whose name is Client Inconnu", () => {
    expect(PLACEHOLDER_NAME).toEqual({ firstName: "Client", lastName: "Inconnu" });
  });
});
