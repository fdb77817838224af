import { normalizePhone, toChannelAddress, toChannelClaims } from "@coccinelle/core";
import { describe, expect, it } from "vitest";

describe("a provider's address, as channels are stored", () => {
  it.each(["+33757000001", "+5215512345678", "+551161234567"])(
    "is the number %s in its present form",
    (address) => {
      expect(toChannelAddress(address)).toBe(normalizePhone(address));
    },
  );

  it.each(["36180", "33757000001", "5215512345678", "MG52155", "sip:alice@example.com"])(
    "is %s as it is written, since it has no plus",
    (address) => {
      expect(toChannelAddress(address)).toBe(address);
    },
  );
});

describe("the claims of a request", () => {
  it("hold the address as channels are stored, and the ids as they are", () => {
    expect(toChannelClaims({ address: "+5215512345678", serviceId: "MG1", accountId: "AC1" })).toEqual({
      address: "+525512345678",
      serviceId: "MG1",
      accountId: "AC1",
    });
  });

  it("are nothing where a value is empty or longer than any channel's", () => {
    const long = "9".repeat(65);
    expect(toChannelClaims({ address: "", serviceId: long, accountId: long })).toEqual({});
  });
});
