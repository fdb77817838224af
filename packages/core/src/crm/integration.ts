import * as z from "zod";

/** The CRMs that customers are synced to. The native CRM is not among them, since it is this database itself. */
export const CrmSystem = z.enum(["hubspot", "salesforce"]);
export type CrmSystem = z.infer<typeof CrmSystem>;

/** A token is sent in a header, so it holds visible ASCII characters alone. */
const Token = z.string().regex(/^[!-~]+$/, "a token, without spaces or line breaks");

/** A service key, or the token of a private app, as a person enters it. */
export const HubspotAccessToken = z.strictObject({ accessToken: Token });
export type HubspotAccessToken = z.infer<typeof HubspotAccessToken>;

/** The tokens of an authorisation: one for access, and one that renews it. */
export const HubspotAuthorization = z.strictObject({
  accessToken: Token,
  refreshToken: Token,
  /** When the access token expires: ISO 8601, UTC. */
  expiresAt: z.iso.datetime(),
});
export type HubspotAuthorization = z.infer<typeof HubspotAuthorization>;

/**
 * The sealed credentials of an integration with HubSpot. An integration that waits for an authorisation has none yet.
 */
export const HubspotCredentials = z.union([HubspotAuthorization, HubspotAccessToken]);
export type HubspotCredentials = z.infer<typeof HubspotCredentials>;

/** The token of a session, as a person enters it. The organisation's settings say when it expires. */
export const SalesforceAccessToken = z.strictObject({ instanceUrl: z.url(), accessToken: Token });
export type SalesforceAccessToken = z.infer<typeof SalesforceAccessToken>;

/** The tenant's own client in Salesforce. It signs in as the user that is named in its settings. */
export const SalesforceClientCredentials = z.strictObject({
  loginUrl: z.url(),
  clientId: Token,
  clientSecret: Token,
});
export type SalesforceClientCredentials = z.infer<typeof SalesforceClientCredentials>;

/** The tenant's own client with a certificate. The private key is PKCS #8 in PEM. */
export const SalesforceJwtCredentials = z.strictObject({
  loginUrl: z.url(),
  clientId: Token,
  privateKey: z.string().regex(/^-----BEGIN PRIVATE KEY-----/, "a private key in PEM (PKCS #8)"),
  username: z.string().min(1),
});
export type SalesforceJwtCredentials = z.infer<typeof SalesforceJwtCredentials>;

/** The tokens of a person's authorisation. The refresh token may change with each renewal. */
export const SalesforceAuthorization = z.strictObject({
  instanceUrl: z.url(),
  accessToken: Token,
  refreshToken: Token,
});
export type SalesforceAuthorization = z.infer<typeof SalesforceAuthorization>;

/** An authorisation in the form that is stored. */
export const SalesforceGrant = SalesforceAuthorization.extend({
  /** When it was given or last renewed: ISO 8601, UTC. Salesforce ends an authorisation that is idle for 30 days. */
  renewedAt: z.iso.datetime(),
});
export type SalesforceGrant = z.infer<typeof SalesforceGrant>;

/**
 * The sealed credentials of an integration with Salesforce. An integration that waits for an authorisation has none
 * yet.
 */
export const SalesforceCredentials = z.union([
  SalesforceGrant,
  SalesforceAccessToken,
  SalesforceClientCredentials,
  SalesforceJwtCredentials,
]);
export type SalesforceCredentials = z.infer<typeof SalesforceCredentials>;

/** The settings that an integration with any CRM has. The settings of its own CRM are stored beside them. */
export const SyncSettings = z.object({
  /** Whether a customer's record in the CRM is archived or erased when the customer is deleted in D1. */
  deletion: z.enum(["archive", "erase"]).default("archive"),
});
export type SyncSettings = z.infer<typeof SyncSettings>;
