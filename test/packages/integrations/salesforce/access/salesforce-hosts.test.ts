import { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";

const LOGIN_URL = "https://login.salesforce.com";

describe("an organisation's address", () => {
  it.each([
    "https://acme.my.salesforce.com",
    "https://acme.my.salesforce.com/",
    "https://acme--test.sandbox.my.salesforce.com",
  ])("may be %s", (url) => {
    expect(isSalesforceInstanceUrl(url, LOGIN_URL)).toBe(true);
  });

  it.each([
    "http://acme.my.salesforce.com",
    "https://my.salesforce.com",
    "https://evilmy.salesforce.com",
    "https://acme.my.salesforce.com.evil.test",
    "https://evil.test/.my.salesforce.com",
    "https://evil.test#.my.salesforce.com",
    "https://user@acme.my.salesforce.com",
    "https://:secret@acme.my.salesforce.com",
    "https://acme.my.salesforce.com:8443",
    "https://acme.my.salesforce.com.",
    "https://test.salesforce.com",
    "file:///acme.my.salesforce.com",
    "acme.my.salesforce.com",
    "",
  ])("may not be %s", (url) => {
    expect(isSalesforceInstanceUrl(url, LOGIN_URL)).toBe(false);
  });

  it("may be the deployer's own stand-in, and nothing beside it", () => {
    const standIn = "http://127.0.0.1:8790";
    expect(isSalesforceInstanceUrl(`${standIn}/`, standIn)).toBe(true);
    expect(isSalesforceLoginUrl(standIn, standIn)).toBe(true);
    expect(isSalesforceInstanceUrl("http://127.0.0.1:8791", standIn)).toBe(false);
    expect(isSalesforceInstanceUrl("http://127.0.0.1:8790@evil.test", standIn)).toBe(false);
    expect(isSalesforceInstanceUrl("file:///x", "file:///x")).toBe(false);
  });
});

describe("an address to sign in at", () => {
  it.each(["https://login.salesforce.com", "https://test.salesforce.com", "https://acme.my.salesforce.com"])(
    "may be %s",
    (url) => {
      expect(isSalesforceLoginUrl(url, LOGIN_URL)).toBe(true);
    },
  );

  it.each(["https://evil.test", "https://login.salesforce.com.evil.test", "http://test.salesforce.com"])(
    "may not be %s",
    (url) => {
      expect(isSalesforceLoginUrl(url, LOGIN_URL)).toBe(false);
    },
  );
});
