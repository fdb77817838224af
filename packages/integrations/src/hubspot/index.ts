export {
  exchangeHubspotCode,
  HUBSPOT_OAUTH_SCOPES,
  type HubspotOAuthClient,
  type HubspotTokens,
  hubspotAuthorizeUrl,
  refreshHubspotTokens,
} from "./access/hubspot-oauth.ts";
export { type HubspotCallState, newHubspotCallState } from "./api/call-limits.ts";
export {
  type HubSpotContact,
  type HubSpotCustomer,
  HubSpotCustomers,
  type HubSpotCustomersOptions,
} from "./contacts/hubspot-customers.ts";
export { createHubspotAdapter, type HubspotAdapterDeps } from "./create-hubspot-adapter.ts";
export { HubspotSettings } from "./set-up/hubspot-settings.ts";
