import { ConfigurationError, type CrmSystem } from "@coccinelle/core";

/**
 * Where a CRM sends people back to.
 *
 * @param origin the request's own, for local use: it counts where PUBLIC_BASE_URL is not set
 * @throws ConfigurationError naming PUBLIC_BASE_URL
 */
export function oauthRedirectUri({ PUBLIC_BASE_URL }: Env, origin: string, system: CrmSystem): string {
  const base = PUBLIC_BASE_URL || origin;
  if (!URL.canParse(base)) {
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  }
  return new URL(`/oauth/${system}/callback`, base).href;
}
