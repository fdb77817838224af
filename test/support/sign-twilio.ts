import { createHash, createHmac } from "node:crypto";

/** Has the form of a signature, and is none of any request. */
export const FORGED_SIGNATURE = `${"A".repeat(27)}=`;

export interface TwilioSigning {
  authToken: string;
  /** The URL as it is configured at Twilio. */
  url: string;
}

/** A request as `fetch` takes it. */
export interface SignedRequest {
  url: string;
  method: "POST";
  headers: Record<string, string>;
  body: string;
}

/** A form as Twilio sends it, signed over the URL and every field. */
export function signTwilioForm(
  { authToken, url }: TwilioSigning,
  fields: Readonly<Record<string, string | readonly string[]>>,
): SignedRequest {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one): [string, string] => [name, one]),
  );
  const signed = [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()].sort(comparePairs);
  return {
    url,
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": hmac(authToken, url + signed.flat().join("")),
    },
    body: new URLSearchParams(pairs).toString(),
  };
}

/** A JSON body, whose hash Twilio puts into the query of the URL that it signs. */
export function signTwilioJson({ authToken, url }: TwilioSigning, body: string): SignedRequest {
  const hashed = new URL(url);
  hashed.searchParams.set("bodySHA256", createHash("sha256").update(body, "utf8").digest("hex"));
  return {
    url: hashed.href,
    method: "POST",
    headers: { "content-type": "application/json", "x-twilio-signature": hmac(authToken, hashed.href) },
    body,
  };
}

function hmac(authToken: string, data: string): string {
  return createHmac("sha1", authToken).update(data, "utf8").digest("base64");
}

function comparePairs([nameA, valueA]: [string, string], [nameB, valueB]: [string, string]): number {
  if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  return valueA < valueB ? -1 : valueA > valueB ? 1 : 0;
}
