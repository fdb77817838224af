import { createVault, type Vault } from "@coccinelle/vault";

/** @throws ConfigurationError naming CREDENTIALS_KEYS */
export function openVault(env: Env): Vault {
  return createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
}
