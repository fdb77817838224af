import { normalizePhone } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { readTwilioClaims } from "../../../../packages/webhooks/src/twilio/read-twilio-request.ts";
import { twilioRequest } from "./twilio-request.ts";

function claimsOf(fields: Record<string, string>): Record<string, string | undefined> {
  return { ...readTwilioClaims(twilioRequest(new URLSearchParams(fields).toString())) };
}

describe("the claim of a request", () => {
  it("has the address, the Messaging Service and the account", () => {
    expect(claimsOf({ To: "+33757000001", MessagingServiceSid: "MG1", AccountSid: "AC1" })).toEqual({
      address: "+33757000001",
      serviceId: "MG1",
      accountId: "AC1",
    });
  });

  it("has the same address for WhatsApp", () => {
    expect(claimsOf({ To: "whatsapp:+33757000001" })).toEqual({ address: "+33757000001" });
  });

  it.each([
    ...["+33757000001", "+15005550006", "+447911123456", "+390612345678", "+5491123456789", "+2250701234567"],
    ...["+525512345678", "+5215512345678", "+551161234567", "+5511961234567", "+551132345678"],
  ])("has the number %s in the form in which channels are stored", (To) => {
    expect(claimsOf({ To })).toEqual({ address: normalizePhone(To) });
    expect(claimsOf({ To: `whatsapp:${To}` })).toEqual({ address: normalizePhone(To) });
  });

  it.each(["36180", "MG52155", "52155 12345678", "sip:alice@example.com"])(
    "has the address %s as it is written",
    (To) => {
      expect(claimsOf({ To })).toEqual({ address: To });
    },
  );

  it("is nothing where the fields are empty or absent", () => {
    expect(claimsOf({ To: "whatsapp:", MessagingServiceSid: "" })).toEqual({});
  });

  it("is nothing where the fields are longer than any id", () => {
    const long = "9".repeat(65);
    expect(claimsOf({ To: `+${long}`, MessagingServiceSid: `MG${long}`, AccountSid: `AC${long}` })).toEqual(
      {},
    );
  });

  it("is read from a JSON body where the query has its hash", () => {
    const rawBody = JSON.stringify({ To: "+33757000001", AccountSid: "AC1", NumMedia: 0, nested: {} });
    const claims = readTwilioClaims(twilioRequest(rawBody, "?bodySHA256=00"));
    expect(claims).toEqual({ address: "+33757000001", accountId: "AC1" });
  });

  it.each(["", "{", "[1]", "null", '"text"', '{"__proto__":{"To":"+33757000001"}}'])(
    "is nothing in the JSON body %j",
    (rawBody) => {
      expect(readTwilioClaims(twilioRequest(rawBody, "?bodySHA256=00"))).toEqual({});
    },
  );
});
