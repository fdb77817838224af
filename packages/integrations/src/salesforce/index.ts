export { requestSalesforceAccess } from "./access/request-salesforce-access.ts";
export { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "./access/salesforce-hosts.ts";
export {
  exchangeSalesforceCode,
  refreshSalesforceTokens,
  type SalesforceOAuthClient,
  salesforceAuthorizeUrl,
} from "./access/salesforce-oauth.ts";
export { newSalesforceCallState, type SalesforceCallState } from "./api/call-limits.ts";
export type { GetSalesforceAccess, SalesforceAccess } from "./api/salesforce-http.ts";
export {
  type SalesforceContact,
  type SalesforceCustomer,
  SalesforceCustomers,
  type SalesforceCustomersOptions,
} from "./contacts/salesforce-customers.ts";
export { createSalesforceAdapter, type SalesforceAdapterDeps } from "./create-salesforce-adapter.ts";
export { SalesforceSettings } from "./set-up/salesforce-settings.ts";
