import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { createTestApi } from "../api-client.ts";

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const RSA_KEY = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const ELLIPTIC_KEY = { name: "ECDSA", namedCurve: "P-256" };

interface Token {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** The key that signs; by default the team's own. */
  key?: CryptoKey;
}

/** Makes a team at Cloudflare Access. It signs assertions and publishes its keys. */
export async function createAccessTeam() {
  const domain = `${randomUUID()}.cloudflareaccess.com`;
  const audience = randomUUID();
  const own = await newKey();
  const elliptic = await newKey("ES256");
  const requests: string[] = [];
  const failure = { active: false };

  return {
    domain,
    audience,
    /** A published key of the team, for an algorithm that Access does not use. */
    elliptic,
    /** The URLs that were requested. */
    requests,
    failure,
    env: withAccess({ ACCESS_TEAM_DOMAIN: domain, ACCESS_AUDIENCE: audience }),
    api: createTestApi({ fetch: serveKeys }),

    /** The header that Access adds to the request of a person whom it let in. */
    async assertion({ header = {}, claims = {}, key }: Token = {}): Promise<Record<string, string>> {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: `https://${domain}`,
        aud: [audience],
        email: "ann@example.com",
        type: "app",
        iat: now,
        exp: now + 60,
        ...claims,
      };
      const signed = `${encode({ alg: "RS256", kid: own.kid, ...header })}.${encode(payload)}`;
      const signer = key ?? own.privateKey;
      const algorithm = signer.algorithm.name === ES256.name ? ES256 : RS256;
      const signature = await crypto.subtle.sign(algorithm, signer, new TextEncoder().encode(signed));
      return { "cf-access-jwt-assertion": `${signed}.${Buffer.from(signature).toString("base64url")}` };
    },
  };

  async function serveKeys(input: RequestInfo | URL): Promise<Response> {
    const url = String(input instanceof Request ? input.url : input);
    requests.push(url);
    if (failure.active) throw new TypeError("Network connection lost.");
    if (url !== `https://${domain}/cdn-cgi/access/certs`) return new Response(null, { status: 404 });
    return Response.json({ keys: [own.jwk, elliptic.jwk], public_certs: [] });
  }
}

/** The Worker's environment with other settings of Access. */
export function withAccess(settings: { ACCESS_TEAM_DOMAIN: string; ACCESS_AUDIENCE: string }): Env {
  return { ...env, ...settings } as Env;
}

export async function newKey(alg: "RS256" | "ES256" = "RS256") {
  const kid = randomUUID();
  const algorithm = alg === "RS256" ? RSA_KEY : ELLIPTIC_KEY;
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("an asymmetric algorithm makes a pair");
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { kid, privateKey: pair.privateKey, jwk: { ...jwk, kid, alg, use: "sig" } };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
