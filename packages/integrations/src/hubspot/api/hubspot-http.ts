import type { Access, CrmHttp } from "../../http/transport.ts";
import { toVersionedPath } from "./api-version.ts";
import type { CallKind } from "./call-limits.ts";
import { readReason, translateAnswer } from "./translate-answer.ts";

/** Beyond it HubSpot's own gateway has given up. */
export const TIMEOUT_MS = 30_000;

/**
 * How HubSpot is called. The SDK writes an older version into its paths.
 *
 * @param apiUrl an origin, such as `https://api.hubapi.com`
 */
export function hubspotHttp(apiUrl: string): CrmHttp<Access, CallKind> {
  return {
    name: "HubSpot",
    prepare: ({ path }) => ({
      url: new URL(toVersionedPath(path), apiUrl).href,
      headers: { "content-type": "application/json" },
    }),
    kindOf: ({ path }) => (path.endsWith("/search") ? "search" : "other"),
    // A creation whose answer was lost may have been carried out.
    isRepeatable: ({ path }) => !(path.includes("/objects/") && path.endsWith("/batch/create")),
    translate: translateAnswer,
    readReason,
  };
}
