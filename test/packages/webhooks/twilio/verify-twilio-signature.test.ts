import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { InvalidSignatureError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { readTwilioRequest } from "../../../../packages/webhooks/src/twilio/read-twilio-request.ts";
import { verifyTwilioSignature } from "../../../../packages/webhooks/src/twilio/verify-twilio-signature.ts";
import {
  FORGED_SIGNATURE,
  type SignedRequest,
  signTwilioForm,
  signTwilioJson,
} from "../../../support/sign-twilio.ts";
import { rawWebhook } from "./twilio-request.ts";

const authToken = randomUUID();
const url = "https://crm.example.com/webhooks/twilio/sms?foo=1&bar=2";
const fields = { MessageSid: "SM1", From: "+33612345678", To: "+33757000001", Body: "Bonjour" };

/** Whether the token signed the request as it arrives. */
function isAccepted(
  request: Pick<SignedRequest, "url" | "headers" | "body">,
  { connectionOverrides, signedBy = authToken }: { connectionOverrides?: string; signedBy?: string } = {},
): boolean {
  const raw = rawWebhook(request);
  // A header that has not the form of a signature is refused before anything is verified.
  if (!/^.{28}$/.test(request.headers["x-twilio-signature"] ?? "")) {
    expect(() => readTwilioRequest(raw)).toThrow(InvalidSignatureError);
    return false;
  }
  return verifyTwilioSignature(readTwilioRequest(raw), { secret: signedBy, context: connectionOverrides });
}

describe("a form", () => {
  const signed = signTwilioForm({ authToken, url }, fields);

  it("is accepted as it was signed", () => {
    expect(isAccepted(signed)).toBe(true);
  });

  it.each<[string, Partial<SignedRequest>]>([
    ["another signature", { headers: { "x-twilio-signature": FORGED_SIGNATURE } }],
    ["an empty signature", { headers: { "x-twilio-signature": "" } }],
    ["a changed field", { body: signed.body.replace("Bonjour", "Bonsoir") }],
    ["a field more", { body: `${signed.body}&NumMedia=1` }],
    ["a field less", { body: signed.body.replace("&Body=Bonjour", "") }],
    ["a truncated body", { body: signed.body.slice(0, -3) }],
    ["an empty body", { body: "" }],
    ["a query parameter more", { url: `${url}&somethingUnexpected=true` }],
    ["another path", { url: url.replace("/sms", "/whatsapp") }],
    ["another host", { url: url.replace("crm.", "evil.") }],
    ["the same form with the hash of another body", { url: signTwilioJson({ authToken, url }, "{}").url }],
  ])("is refused with %s", (_, change) => {
    expect(isAccepted({ ...signed, ...change })).toBe(false);
  });

  it("is refused when another token signed it", () => {
    expect(isAccepted(signed, { signedBy: randomUUID() })).toBe(false);
  });

  it.each([
    ["with the default port", "https://crm.example.com:443/webhooks/twilio/sms?foo=1&bar=2"],
    [
      "for another port of the same host, which Twilio leaves out",
      "https://crm.example.com:8443/webhooks/twilio/sms?foo=1&bar=2",
    ],
  ])("is accepted %s", (_, other) => {
    expect(isAccepted({ ...signed, url: other })).toBe(true);
  });

  it("is accepted with a query that has quotes, plus signs and percent signs, as received", () => {
    const odd = "https://crm.example.com/webhooks/twilio/sms?x=It's+amazing&y=%2B%7e&z=a%20b&&w";
    expect(isAccepted(signTwilioForm({ authToken, url: odd }, fields))).toBe(true);
  });

  it("is accepted with quotes in its query as the runtime writes them, and in the query alone", () => {
    const raw = "https://crm.example.com/it's?a=%7e&b='x'&c=a|b&d=%C3%A9";
    const signedRaw = signTwilioForm({ authToken, url: raw }, fields);
    const { href } = new URL(raw);
    expect(href).toContain("b=%27x%27");
    expect(isAccepted({ ...signedRaw, url: href })).toBe(true);
    expect(isAccepted({ ...signedRaw, url: href.replace("/it's", "/it%27s") })).toBe(false);
  });

  it("is accepted with the connection overrides signed, and without them", () => {
    const connectionOverrides = "rc=5&rp=all";
    const withFragment = signTwilioForm({ authToken, url: `${url}#${connectionOverrides}` }, fields);
    expect(isAccepted({ ...withFragment, url }, { connectionOverrides })).toBe(true);
    expect(isAccepted(signed, { connectionOverrides })).toBe(true);
    expect(isAccepted({ ...withFragment, url })).toBe(false);
  });

  it.each<[string, Record<string, string | string[]>]>([
    ["repeated keys", { ...fields, "MessagingBinding.Address": ["+1415xxxxxxx", "+1325xxxxxxx"] }],
    ["a value given twice", { ...fields, Digits: ["5678", "1234", "1234"] }],
    ["empty values", { ...fields, Body: "", NumMedia: "" }],
    ["__proto__ as a key", { ...fields, ["__proto__"]: "polluted", constructor: "x", toString: "y" }],
    ["emoji and null bytes", { ...fields, Body: "👋🏽 \0 œuf & = + % é" }],
    ["1,600 characters", { ...fields, Body: "é".repeat(1_600) }],
    ["no field at all", {}],
  ])("is accepted with %s", (_, odd) => {
    expect(isAccepted(signTwilioForm({ authToken, url }, odd))).toBe(true);
    expect({}).not.toHaveProperty("polluted");
  });

  it.each([
    [
      "keys without =",
      { Flag: "", ...fields },
      "Flag&MessageSid=SM1&From=%2B33612345678&To=%2B33757000001&Body=Bonjour",
    ],
    ["spaces as %20", { Body: "a b" }, "Body=a%20b"],
    ["spaces as +", { Body: "a b" }, "Body=a+b"],
    ["a percent sign that encodes nothing", { Body: "100%", Other: "%zz" }, "Body=100%&Other=%zz"],
    ["empty pairs", { Body: "a" }, "&&Body=a&"],
  ])("is accepted with %s", (_, meant, body) => {
    expect(isAccepted({ ...signTwilioForm({ authToken, url }, meant), body })).toBe(true);
  });

  it("is read in a moment though every pair repeats one key", () => {
    const body = "a&".repeat(32_000);
    expect(isAccepted({ ...signed, body })).toBe(false);
  });
});

describe("a JSON body", () => {
  const signed = signTwilioJson({ authToken, url }, JSON.stringify(fields));

  it("is accepted by its hash in the query", () => {
    expect(isAccepted(signed)).toBe(true);
  });

  it.each<[string, Partial<SignedRequest>]>([
    ["a changed body", { body: signed.body.replace("Bonjour", "Bonsoir") }],
    ["a truncated body", { body: signed.body.slice(0, -1) }],
    ["a byte order mark before it", { body: `\uFEFF${signed.body}` }],
    ["a truncated hash", { url: signed.url.slice(0, -1) }],
    ["no hash", { url }],
    [
      "no hash, and the signature of the bare URL",
      { url, headers: signTwilioForm({ authToken, url }, {}).headers },
    ],
  ])("is refused with %s", (_, change) => {
    expect(isAccepted({ ...signed, ...change })).toBe(false);
  });

  it.each(["", "{", "[1]", "null", '"text"', "{}"])(
    "is verified by its bytes, whatever they are: %j",
    (body) => {
      expect(isAccepted(signTwilioJson({ authToken, url }, body))).toBe(true);
    },
  );
});

interface Vector {
  id: string;
  authToken: string;
  requestUrl: string;
  params: Record<string, string | string[]> | null;
  rawBody?: string;
  signature: string | null;
  valid: boolean;
}

/** Whether the vector is accepted as a request that Twilio posts. */
function isVectorAccepted({
  requestUrl,
  params,
  rawBody,
  signature,
  authToken,
}: Omit<Vector, "valid">): boolean {
  const pairs = Object.entries(params ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one]),
  );
  const body = rawBody ?? new URLSearchParams(pairs).toString();
  const request = { url: requestUrl, headers: { "x-twilio-signature": signature ?? "" }, body };
  return isAccepted(request, { signedBy: authToken });
}

/** From the tests of Twilio's own library (twilio/twilio-node, MIT): no code of this repository has signed them. */
const VECTORS: Omit<Vector, "authToken" | "valid">[] = [
  {
    id: "a form",
    requestUrl: "https://mycompany.com/myapp.php?foo=1&bar=2",
    params: {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675309",
      Digits: "1234",
      From: "+14158675309",
      To: "+18005551212",
    },
    signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
  },
  {
    id: "a form, signed for the URL with :443",
    requestUrl: "https://mycompany.com/myapp.php?foo=1&bar=2",
    params: {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675309",
      Digits: "1234",
      From: "+14158675309",
      To: "+18005551212",
    },
    signature: "kvajT1Ptam85bY51eRf/AJRuM3w=",
  },
  {
    id: "repeated values",
    requestUrl: "https://mycompany.com/myapp.php?foo=1&bar=2",
    params: { Sid: "CA123", SidAccount: "AC123", Digits: ["5678", "1234", "1234"] },
    signature: "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
  },
  {
    id: "JSON by its hash",
    requestUrl:
      "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
    params: null,
    rawBody: '{"property": "value", "boolean": true}',
    signature: "a9nBmqA0ju/hNViExpshrM61xv4=",
  },
];

describe("what Twilio's library accepts", () => {
  it.each(VECTORS)("is accepted, and is refused under another token: $id", (vector) => {
    expect(isVectorAccepted({ ...vector, authToken: "12345" })).toBe(true);
    expect(isVectorAccepted({ ...vector, authToken: "54321" })).toBe(false);
  });
});

const FIXTURES = "../shared/fixtures/twilio-signatures.json";

describe.runIf(existsSync(FIXTURES))("Twilio's own vectors", () => {
  const { vectors }: { vectors: Vector[] } = existsSync(FIXTURES)
    ? JSON.parse(readFileSync(FIXTURES, "utf8"))
    : { vectors: [] };

  it.each(vectors)("$id", (vector) => {
    expect(isVectorAccepted(vector)).toBe(vector.valid);
  });
});
