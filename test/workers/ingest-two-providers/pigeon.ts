import { InvalidPayloadError, InvalidSignatureError, toChannelClaims } from "@coccinelle/core";
import type { InboundProvider } from "@coccinelle/webhooks";
import * as z from "zod";

export const PIGEON_URL = "https://crm.example.com/webhooks/pigeon";

const PigeonCredentials = z.strictObject({ secret: z.string() });

const Letter = z.object({ id: z.string(), from: z.string(), to: z.string(), text: z.string() });
export type Letter = z.infer<typeof Letter>;

/** The part of the body that is read before the signature has passed: each letter's number. */
const UnverifiedBody = z.object({ letters: z.array(z.object({ to: z.string() })) });
const Body = z.object({ letters: z.array(Letter) });

/**
 * A provider that only tests have. Unlike Twilio it sends JSON, an HMAC-SHA256 that Web Crypto computes
 * asynchronously, numbers without a plus, and letters to several numbers in one POST.
 */
export const pigeon: InboundProvider = {
  maxBodyBytes: 10_000,

  readKeys: (stored) => [{ secret: PigeonCredentials.parse(stored).secret }],

  routes: {
    "/webhooks/pigeon": ({ headers, body }) => {
      const signature = headers.get("x-pigeon-signature");
      if (!signature) throw new InvalidSignatureError("the request has no X-Pigeon-Signature");
      const letters = UnverifiedBody.safeParse(parseJson(body)).data?.letters ?? [];
      const claims = letters.map(({ to }) => toChannelClaims({ address: `+${to}` }));
      return {
        claims,
        isSignedBy: async ({ secret }) => (await signPigeon(secret, body)) === signature,
        parse() {
          const parsed = Body.safeParse(parseJson(body));
          if (!parsed.success) throw new InvalidPayloadError("letters cannot be read");
          const events = parsed.data.letters.flatMap(({ id, from, to, text }, index) => {
            const own = claims[index];
            const content = {
              type: "message_received",
              providerMessageId: id,
              channel: "sms",
              sender: { address: `+${from}` },
              recipient: `+${to}`,
              text,
            } as const;
            return own ? [{ claims: own, content }] : [];
          });
          return { events, statuses: [], answer: Response.json({ coo: events.length }) };
        },
      };
    },
  },
};

/** The signature of a body: HMAC-SHA256 in hexadecimal digits. */
export async function signPigeon(secret: string, body: Uint8Array): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, [
    "sign",
  ]);
  return Buffer.from(await crypto.subtle.sign("HMAC", key, body)).toString("hex");
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // A body that is no JSON claims nothing, so it is refused as unsigned.
    return null;
  }
}
