import type { Fault } from "../../frame/faults.ts";
import type { SandboxOptions } from "../../frame/sandbox.ts";
import type { OAuthApp } from "../../oauth/oauth-grants.ts";
import type { FieldValue } from "../records/sobject-record.ts";
import type { DataType, ObjectType } from "../schema/object-type.ts";

/** A fault that may say which error it answers; otherwise its status decides. */
export interface SalesforceFault extends Fault {
  /** `SERVER_UNAVAILABLE`, `API_DISABLED_FOR_ORG`, … */
  errorCode?: string;
}

/** One record of a write, as it reaches the data. */
export interface WrittenRow {
  operation: "create" | "update" | "delete";
  object: ObjectType;
  /** 18 characters; null for a record that is to be created. */
  id: string | null;
  values: Readonly<Record<string, FieldValue>>;
}

/** A fault of single records, whichever call brings them: nothing of the record is changed. */
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
  /** The public key of its certificate: SubjectPublicKeyInfo in PEM. Without one there is no JWT bearer flow. */
  publicKey?: string;
}

/** What the rules of an organisation do when a contact or lead has the e-mail address of another. */
export interface DuplicateRule {
  object: "Contact" | "Lead" | "Account";
  /** An `alert` lets pass what comes with `allowSave=true`; a `block` lets nothing pass. */
  action: "alert" | "block";
  /** Whether changes of records are checked, too. Default false. */
  onUpdate?: boolean;
  /** Whether the refusal names the records that match. Default true. */
  namesMatches?: boolean;
}

export interface SalesforceRights {
  /** Customize Application: custom fields by the Tooling API. */
  customizeApplication: boolean;
  /** Manage Profiles and Permission Sets, and Assign Permission Sets. */
  managePermissionSets: boolean;
  /** What the API user may do with records; an object that is left out is not there for it. */
  objects: Partial<Record<DataType, readonly ("read" | "create" | "edit" | "delete")[]>>;
}

export interface SalesforceLimits {
  /** Calls in any 24 hours. */
  perDay: number;
  /** Calls at the same time; 25 in reality, for those of 20 seconds and longer. Default: no limit. */
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

/** A custom field that is there from the beginning. */
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
  /** False: it is there, but the API user has no permission to see it. Default true. */
  isVisible?: boolean;
}

export interface SalesforceSandboxOptions extends SandboxOptions {
  /** Access tokens that are good from the beginning and do not end by themselves. */
  accessTokens?: readonly string[];
  app?: SalesforceApp;
  /**
   * What tokens name as their organisation's address. Default: the origin that the token was asked for at,
   * or `https://sandbox.my.salesforce.com` where that is a login host that all organisations share.
   */
  instanceUrl?: string;
  /** Ids differ between organisations with different numbers. Default 1. */
  organizationNumber?: number;
  /** The user that the API runs as, and colleagues, who may own records. The first is the API user. */
  users?: readonly SalesforceUser[];
  rights?: Partial<SalesforceRights>;
  /** Custom fields that are there already. Default: none. */
  customFields?: readonly SalesforceCustomField[];
  /** Whether activities may have a unique external id. Default true. */
  allowsActivityKeys?: boolean;
  /** Default: none. */
  limits?: SalesforceLimits;
  duplicateRules?: readonly DuplicateRule[];
  /** The username of whom the active assignment rule gives leads to, unless a call forbids it. Default: no rule. */
  leadAssignee?: string;
  /** Whether people are accounts of their own. Default false. */
  personAccounts?: boolean;
  /** The active currencies, the corporate one first; several make the organisation a multi-currency one. Default EUR. */
  currencies?: readonly string[];
  /** Set: state and country picklists are active. Default: addresses are free text. */
  countries?: readonly SalesforceCountry[];
  /** Whether an upsert finds a record in the recycle bin, and refuses it. Default false: it makes a new one. */
  upsertFindsDeleted?: boolean;
  /** Whether a value that cannot be read refuses the whole call rather than its record. Default false. */
  refusesWholeCalls?: boolean;
  /** How often a job is asked for before it is complete, once its upload is. Default 1: it is so at the first. */
  pollsUntilJobEnds?: number;
  /** How long a job takes from its upload on; it ends when it is asked for after that. Default 0. */
  jobMs?: number;
  /** Whether a second upload to a job is refused at once, or spoils the job, which shows when it is closed. Default `refused`. */
  secondUpload?: "refused" | "spoils-job";
  /** Records in an answer to a query; 2,000 in reality. */
  queryPageSize?: number;
}
