import { readTwilioRequest } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";

const url = "https://crm.example.com/webhooks/twilio/sms";

function claimsOf(fields: Record<string, string>): Record<string, string | undefined> {
  const rawBody = new URLSearchParams(fields).toString();
  return { ...readTwilioRequest({ url, signature: "s", rawBody }).claims };
}

describe("what a request claims", () => {
  it("is its address, Messaging Service and account", () => {
    expect(claimsOf({ To: "+33757000001", MessagingServiceSid: "MG1", AccountSid: "AC1" })).toEqual({
      address: "+33757000001",
      serviceId: "MG1",
      accountId: "AC1",
    });
  });

  it("is the same address for WhatsApp", () => {
    expect(claimsOf({ To: "whatsapp:+33757000001" })).toEqual({ address: "+33757000001" });
  });

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
    const { claims } = readTwilioRequest({ url: `${url}?bodySHA256=00`, signature: "s", rawBody });
    expect(claims).toEqual({ address: "+33757000001", accountId: "AC1" });
  });

  it.each(["", "{", "[1]", "null", '"text"', '{"__proto__":{"To":"+33757000001"}}'])(
    "is nothing in the JSON body %j",
    (rawBody) => {
      const { claims } = readTwilioRequest({ url: `${url}?bodySHA256=00`, signature: "s", rawBody });
      expect(claims).toEqual({});
    },
  );
});
