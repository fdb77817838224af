export type { IngestJob as SalesforceIngestJob } from "./ingest-job.ts";
export { ObjectType as SalesforceObjectType } from "./object-type.ts";
export type { ConvertedLead, SalesforceRecord } from "./people.ts";
export type { RowFaults as SalesforceRowFaults } from "./row-faults.ts";
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
} from "./salesforce-options.ts";
export { createSalesforceSandbox, type SalesforceSandbox } from "./salesforce-sandbox.ts";
export { SalesforceState } from "./salesforce-state.ts";
export type {
  FieldValue as SalesforceFieldValue,
  FieldValues as SalesforceFieldValues,
} from "./sobject-record.ts";
