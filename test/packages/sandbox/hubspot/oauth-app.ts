import type { HubspotOAuthApp } from "@coccinelle/sandbox";

/** An application with a secret made for this run. */
export function oauthApp(changes: Partial<HubspotOAuthApp> = {}): HubspotOAuthApp {
  return {
    clientId: "client-1",
    clientSecret: crypto.randomUUID(),
    accessTokenSeconds: 1800,
    refreshTokenSeconds: null,
    rotatesRefreshTokens: false,
    ...changes,
  };
}
