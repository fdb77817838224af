export { type CallState, newCallState } from "./call-limits.ts";
export { createHubspotAdapter, type HubspotAdapterDeps } from "./create-hubspot-adapter.ts";
export {
  type HubSpotContact,
  type HubSpotCustomer,
  HubSpotCustomers,
  type HubSpotCustomersOptions,
} from "./hubspot-customers.ts";
export {
  exchangeHubspotCode,
  HUBSPOT_OAUTH_SCOPES,
  type HubspotOAuthClient,
  type HubspotTokens,
  hubspotAuthorizeUrl,
  refreshHubspotTokens,
} from "./hubspot-oauth.ts";
export { HubspotSettings } from "./hubspot-settings.ts";
export type { GetAccessToken } from "./transport.ts";
