import { ConfigurationError } from "@coccinelle/core";

const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * The URL that the provider called and signed: the public origin, with path and query as they came, not
 * encoded again. Without a public origin, the request's own URL. Forwarded headers say nothing here: anyone
 * can send them.
 *
 * @throws ConfigurationError naming PUBLIC_BASE_URL if it is no origin
 */
export function publicUrl(requestUrl: string, publicBaseUrl: string | undefined): string {
  if (!publicBaseUrl) return requestUrl;
  const base = publicBaseUrl.replace(/\/+$/, "");
  if (!ORIGIN.test(base) || !URL.canParse(base)) {
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  }
  return base + requestUrl.replace(ORIGIN, "");
}
