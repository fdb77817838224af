import { ConfigurationError } from "@coccinelle/core";

const ORIGIN = /^https?:\/\/[^/?#]*/i;
/** An origin, and a path where the project lives under one. A query or a fragment would become part of what is signed. */
const BASE = /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/;

/**
 * The URL that the provider called and signed: the public origin, with the request's path and query as they
 * came, not encoded again. Without a public origin it is the request's own URL. Forwarded headers do not count,
 * because anyone can send them.
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
