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
  toCodeChallenge,
} from "./hubspot-oauth.ts";
export { ContactField, FieldRule, HubspotSettings } from "./hubspot-settings.ts";
export type { Fetch, GetAccessToken } from "./transport.ts";
