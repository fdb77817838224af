import { ConfigurationError } from "@coccinelle/core";

const ORIGIN = /^https?:\/\/[^/?#]*/i;
/** An origin, and a path where the project lives under one; a query or a fragment would be signed over. */
const BASE = /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/;

/**
 * The URL that the provider called and signed: the public origin, with path and query as they came, not
 * encoded again. Without a public origin, the request's own URL. Forwarded headers say nothing here: anyone
 * can send them.
 *
 * @throws ConfigurationError naming PUBLIC_BASE_URL if it is no origin
 */
export function publicUrl(requestUrl: string, publicBaseUrl: string | undefined): string {
  if (!publicBaseUrl) return requestUrl;
  const base = publicBaseUrl.trim();
  if (!BASE.test(base) || !URL.canParse(base)) {
    throw new ConfigurationError("PUBLIC_BASE_URL is no URL such as https://crm.example.com");
  }
  return base.replace(/\/+$/, "") + requestUrl.replace(ORIGIN, "");
}
