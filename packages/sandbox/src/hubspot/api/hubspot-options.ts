import type { SandboxOptions } from "../../frame/sandbox.ts";
import type { OAuthApp } from "../../oauth/oauth-grants.ts";
import type { ObjectType } from "../objects/object-type.ts";

/** Every scope that a route of the stand-in asks for. */
export const HUBSPOT_SCOPES = [
  "crm.objects.contacts.read",
  "crm.objects.contacts.write",
  "crm.objects.owners.read",
  "crm.schemas.contacts.read",
  "crm.schemas.contacts.write",
] as const;

export interface HubspotOwner {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** In reality, access tokens last 1,800 seconds. */
export type HubspotOAuthApp = OAuthApp;

export interface HubspotLimits {
  /** Calls in any ten seconds with a service key: 100 or 190, by the account's plan. */
  perTenSeconds: number;
  /** Calls in any ten seconds by the OAuth application: 110. */
  oauthPerTenSeconds: number;
  /** Searches in any second: 5. */
  searchesPerSecond: number;
  /** Calls in a day (UTC), of all applications together. */
  perDay: number;
}

/**
 * The forms of the refusal of an e-mail address that is taken. All three were seen in reality:
 * - `existing-id`: 409 CONFLICT, "Contact already exists. Existing ID: n"
 * - `already-exists`: 409 OBJECT_ALREADY_EXISTS with `error: "CONTACT_EXISTS"`
 * - `unique-value`: 400 VALIDATION_ERROR with code CONFLICTING_UNIQUE_VALUE, which names no record
 */
export type EmailConflictForm = "existing-id" | "already-exists" | "unique-value";

export interface HubspotSandboxOptions extends SandboxOptions {
  /** Bearer tokens of private apps or service keys, each with its scopes. */
  serviceKeys?: Readonly<Record<string, readonly string[]>>;
  oauth?: HubspotOAuthApp;
  /** The account's number. Default 1000001. */
  portalId?: number;
  owners?: readonly HubspotOwner[];
  /** Default: no limits, and no rate headers. */
  limits?: HubspotLimits;
  /** How far the search index may be behind; up to 30,000 in reality. Default 0. */
  searchLagMs?: number;
  /** Default `existing-id`. */
  emailConflict?: EmailConflictForm;
  /**
   * Whether one bad input refuses its whole batch although every input has a unique trace id. When false, the answer
   * is a 207. Default false.
   */
  refusesWholeBatches?: boolean;
  /** The properties that an administrator made mandatory. As in reality, only the date-versioned API demands them. */
  requiredProperties?: Partial<Record<ObjectType, readonly string[]>>;
  /** The types that may have created properties with unique values. Default: contacts only. */
  uniquePropertyTypes?: readonly ObjectType[];
}
