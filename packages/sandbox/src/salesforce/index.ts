export type { RowFaults as SalesforceRowFaults } from "./access/org.ts";
export type { ConvertedLead, SalesforceRecord } from "./access/people.ts";
export type {
  DuplicateRule as SalesforceDuplicateRule,
  RowFault as SalesforceRowFault,
  SalesforceApp,
  SalesforceCountry,
  SalesforceCustomField,
  SalesforceFault,
  SalesforceLimits,
  SalesforceRights,
  SalesforceSandboxOptions,
  SalesforceUser,
  WrittenRow as SalesforceWrittenRow,
} from "./api/salesforce-options.ts";
export { SalesforceState } from "./api/salesforce-state.ts";
export type { IngestJob as SalesforceIngestJob } from "./jobs/ingest-job.ts";
export type {
  FieldValue as SalesforceFieldValue,
  FieldValues as SalesforceFieldValues,
} from "./records/sobject-record.ts";
export { createSalesforceSandbox, type SalesforceSandbox } from "./salesforce-sandbox.ts";
export { ObjectType as SalesforceObjectType } from "./schema/object-type.ts";
