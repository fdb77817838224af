import { env } from "cloudflare:workers";
import { createVault } from "@coccinelle/vault";

/** Seals and opens credentials as the Workers do. */
export const vault = createVault(env.CREDENTIALS_KEYS, {
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});
