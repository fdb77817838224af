// The settings that a person may enter for each CRM, without any of their SDKs.
export { HubspotSettings } from "./hubspot/set-up/hubspot-settings.ts";
export { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "./salesforce/access/salesforce-hosts.ts";
export { SalesforceSettings } from "./salesforce/set-up/salesforce-settings.ts";
