export { newSalesforceCallState, type SalesforceCallState } from "./call-limits.ts";
export { createSalesforceAdapter, type SalesforceAdapterDeps } from "./create-salesforce-adapter.ts";
export { requestSalesforceAccess } from "./request-salesforce-access.ts";
export {
  type SalesforceContact,
  type SalesforceCustomer,
  SalesforceCustomers,
  type SalesforceCustomersOptions,
} from "./salesforce-customers.ts";
export { isSalesforceInstanceUrl, isSalesforceLoginUrl } from "./salesforce-hosts.ts";
export {
  exchangeSalesforceCode,
  refreshSalesforceTokens,
  type SalesforceOAuthClient,
  salesforceAuthorizeUrl,
} from "./salesforce-oauth.ts";
export { SalesforceSettings } from "./salesforce-settings.ts";
export type { GetSalesforceAccess, SalesforceAccess } from "./transport.ts";
