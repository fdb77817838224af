import type { HubspotAuthorization } from "@coccinelle/core";
import type { HubspotTokens } from "@coccinelle/integrations";

/** Tokens as they are stored. They count from when they were asked for: the answer took its time. */
export function toAuthorization(
  { accessToken, refreshToken, expiresInSeconds }: HubspotTokens,
  askedAt: Date,
): HubspotAuthorization {
  const expiresAt = new Date(askedAt.getTime() + expiresInSeconds * 1000).toISOString();
  return { accessToken, refreshToken, expiresAt };
}
