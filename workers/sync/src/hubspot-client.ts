import { ConfigurationError } from "@coccinelle/core";
import type { Fetch, HubspotOAuthClient } from "@coccinelle/integrations";

const DEFAULT_API_URL = "https://api.hubapi.com";

export function hubspotApiUrl(env: Env): string {
  return env.HUBSPOT_API_URL || DEFAULT_API_URL;
}

/** @throws ConfigurationError naming the variable that is missing */
export function hubspotOAuthClient(env: Env, fetch: Fetch): HubspotOAuthClient {
  return {
    fetch,
    apiUrl: hubspotApiUrl(env),
    clientId: required(env, "HUBSPOT_CLIENT_ID"),
    clientSecret: required(env, "HUBSPOT_CLIENT_SECRET"),
  };
}

/** @throws ConfigurationError naming PUBLIC_BASE_URL */
export function hubspotRedirectUri(env: Env): string {
  const base = required(env, "PUBLIC_BASE_URL");
  if (!URL.canParse(base))
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  return new URL("/oauth/hubspot/callback", base).href;
}

function required(env: Env, name: "HUBSPOT_CLIENT_ID" | "HUBSPOT_CLIENT_SECRET" | "PUBLIC_BASE_URL"): string {
  if (env[name]) return env[name];
  throw new ConfigurationError(`${name} is not set: HubSpot cannot be asked for an authorisation without it`);
}
