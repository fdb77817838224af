import type { Fault } from "../../frame/faults.ts";
import type { SandboxOptions } from "../../frame/sandbox.ts";
import type { OAuthApp } from "../../oauth/oauth-grants.ts";
import type { FieldValue } from "../records/sobject-record.ts";
import type { DataType, ObjectType } from "../schema/object-type.ts";

/** A fault of whole calls with the error of its answer. Without an error code, the status decides. */
export interface SalesforceFault extends Fault {
  /** `SERVER_UNAVAILABLE`, `API_DISABLED_FOR_ORG`, … */
  errorCode?: string;
}

/** One record of a write, with values in their stored form. */
export interface WrittenRow {
  operation: "create" | "update" | "delete";
  object: ObjectType;
  /** 18 characters; null for a record that is to be created. */
  id: string | null;
  values: Readonly<Record<string, FieldValue>>;
}

/** A fault of single records, whichever call writes them. Nothing of the record is changed. */
export interface RowFault {
  match: (row: WrittenRow) => boolean;
  /** `UNABLE_TO_LOCK_ROW`, `FIELD_CUSTOM_VALIDATION_EXCEPTION`, … */
  errorCode: string;
  message?: string;
  fields?: string[];
  /** How many records it befalls; `Infinity` until `rowFaults.clear()`. */
  times: number;
}

/** A client that may sign in by its secret, by a signed assertion, or by a person's consent. */
export interface SalesforceApp extends OAuthApp {
  /** The public key of the client's certificate, as SubjectPublicKeyInfo in PEM. The JWT bearer flow needs one. */
  publicKey?: string;
}

/** A rule about records that have the e-mail address of another record. */
export interface DuplicateRule {
  object: "Contact" | "Lead" | "Account";
  /** An `alert` lets a record pass that comes with `allowSave=true`; a `block` lets no record pass. */
  action: "alert" | "block";
  /** Whether the rule checks changes of records, too. Default false. */
  onUpdate?: boolean;
  /** Whether the refusal names the records that match. Default true. */
  namesMatches?: boolean;
}

export interface SalesforceRights {
  /** Customize Application: custom fields by the Tooling API. */
  customizeApplication: boolean;
  /** Manage Profiles and Permission Sets, and Assign Permission Sets. */
  managePermissionSets: boolean;
  /** The rights of the API user to the records of each object. An object that is left out does not exist for the user. */
  objects: Partial<Record<DataType, readonly ("read" | "create" | "edit" | "delete")[]>>;
}

export interface SalesforceLimits {
  /** Calls in any 24 hours. */
  perDay: number;
  /** Calls at the same time. In reality, 25 calls of 20 seconds and longer. Default: no limit. */
  concurrent?: number;
}

/** A country of an organisation with state and country picklists, and its states, by their codes. */
export interface SalesforceCountry {
  code: string;
  label: string;
  states?: Readonly<Record<string, string>>;
}

export interface SalesforceUser {
  username: string;
  name: string;
  isActive?: boolean;
}

/** A custom field that exists from the beginning. */
export interface SalesforceCustomField {
  /** `Contact`, `Lead`, `Account`, or `Activity` for tasks. */
  object: "Contact" | "Lead" | "Account" | "Activity";
  /** Ends in `__c`. */
  name: string;
  type: "Text" | "LongTextArea" | "Number" | "DateTime" | "Checkbox" | "Picklist" | "Email" | "Phone";
  length?: number;
  precision?: number;
  scale?: number;
  externalId?: boolean;
  unique?: boolean;
  caseSensitive?: boolean;
  /** Of a restricted picklist. */
  values?: readonly string[];
  required?: boolean;
  /** Whether the API user may see the field. Default true. */
  isVisible?: boolean;
}

export interface SalesforceSandboxOptions extends SandboxOptions {
  /** Access tokens that are valid from the beginning and do not expire by themselves. */
  accessTokens?: readonly string[];
  app?: SalesforceApp;
  /**
   * The organisation's address in tokens. Default: the origin at which the token was asked for, or
   * `https://sandbox.my.salesforce.com` where that origin is a login host that all organisations share.
   */
  instanceUrl?: string;
  /** Organisations with different numbers have different ids. Default 1. */
  organizationNumber?: number;
  /** The users, who may own records. The first is the API user. */
  users?: readonly SalesforceUser[];
  rights?: Partial<SalesforceRights>;
  /** Custom fields that exist from the beginning. Default: none. */
  customFields?: readonly SalesforceCustomField[];
  /** Whether activities may have a unique external id. Default true. */
  allowsActivityKeys?: boolean;
  /** Default: none. */
  limits?: SalesforceLimits;
  duplicateRules?: readonly DuplicateRule[];
  /** The username of the user to whom the active assignment rule gives leads, unless a call forbids it. Default: no rule. */
  leadAssignee?: string;
  /** Whether the organisation has person accounts. Default false. */
  personAccounts?: boolean;
  /** The active currencies, the corporate one first. With several, records have a currency. Default EUR. */
  currencies?: readonly string[];
  /** The values of active state and country picklists. Default: addresses are free text. */
  countries?: readonly SalesforceCountry[];
  /** Whether an upsert finds a record in the recycle bin, and is refused. Default false: it makes a new record. */
  upsertFindsDeleted?: boolean;
  /** Whether an unreadable value refuses the whole call, and not its record alone. Default false. */
  refusesWholeCalls?: boolean;
  /** How often a closed job has to be read before it is complete. Default 1. */
  pollsUntilJobEnds?: number;
  /** How long a closed job takes; it ends when it is read after that. Default 0. */
  jobMs?: number;
  /** Whether a second upload to a job is refused at once, or spoils the job, which shows when it is closed. Default `refused`. */
  secondUpload?: "refused" | "spoils-job";
  /** Records in an answer to a query; 2,000 in reality. */
  queryPageSize?: number;
}
