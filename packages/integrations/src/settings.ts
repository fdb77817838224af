// What a person may enter for each CRM, without any of their SDKs.
export { HubspotSettings } from "./hubspot/hubspot-settings.ts";
export { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "./salesforce/salesforce-hosts.ts";
export { SalesforceSettings } from "./salesforce/salesforce-settings.ts";
