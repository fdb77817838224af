import { ConfigurationError, type CrmSystem } from "@coccinelle/core";
import { requiredVariable } from "./required-variable.ts";

/**
 * Where a CRM sends people back to.
 *
 * @throws ConfigurationError naming PUBLIC_BASE_URL
 */
export function oauthRedirectUri(env: Env, system: CrmSystem): string {
  const base = requiredVariable(env, "PUBLIC_BASE_URL", "nobody can be led back here");
  if (!URL.canParse(base))
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  return new URL(`/oauth/${system}/callback`, base).href;
}
