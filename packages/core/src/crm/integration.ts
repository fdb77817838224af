import * as z from "zod";

/** The CRMs that customers are synced to. The native one is none of them: it is this database itself. */
export const CrmSystem = z.enum(["hubspot", "salesforce"]);
export type CrmSystem = z.infer<typeof CrmSystem>;

/** Goes into a header: visible ASCII alone. */
const Token = z.string().regex(/^[!-~]+$/, "a token, without spaces or line breaks");

/** A service key or a private app's token, as a person gives it. */
export const HubspotAccessToken = z.strictObject({ accessToken: Token });
export type HubspotAccessToken = z.infer<typeof HubspotAccessToken>;

/** What an authorisation brought, and what renews it. */
export const HubspotAuthorization = z.strictObject({
  accessToken: Token,
  refreshToken: Token,
  /** When the access token ends: ISO 8601, UTC. */
  expiresAt: z.iso.datetime(),
});
export type HubspotAuthorization = z.infer<typeof HubspotAuthorization>;

/** What an integration with HubSpot keeps sealed. One that waits for an authorisation keeps nothing yet. */
export const HubspotCredentials = z.union([HubspotAuthorization, HubspotAccessToken]);
export type HubspotCredentials = z.infer<typeof HubspotCredentials>;

/** A session's token, as a person gives it; it ends when the organisation says so. */
export const SalesforceAccessToken = z.strictObject({ instanceUrl: z.url(), accessToken: Token });
export type SalesforceAccessToken = z.infer<typeof SalesforceAccessToken>;

/** The customer's own client, which signs in as the user that it runs as. */
export const SalesforceClientCredentials = z.strictObject({
  loginUrl: z.url(),
  clientId: Token,
  clientSecret: Token,
});
export type SalesforceClientCredentials = z.infer<typeof SalesforceClientCredentials>;

/** The customer's own client with a certificate: the private key is PKCS #8 in PEM. */
export const SalesforceJwtCredentials = z.strictObject({
  loginUrl: z.url(),
  clientId: Token,
  privateKey: z.string().regex(/^-----BEGIN PRIVATE KEY-----/, "a private key in PEM (PKCS #8)"),
  username: z.string().min(1),
});
export type SalesforceJwtCredentials = z.infer<typeof SalesforceJwtCredentials>;

/** What a person's authorisation brought; the refresh token may change with each renewal. */
export const SalesforceAuthorization = z.strictObject({
  instanceUrl: z.url(),
  accessToken: Token,
  refreshToken: Token,
});
export type SalesforceAuthorization = z.infer<typeof SalesforceAuthorization>;

/** An authorisation as it is kept. */
export const SalesforceGrant = SalesforceAuthorization.extend({
  /** When it was given or last renewed: ISO 8601, UTC. One that is left idle for 30 days ends. */
  renewedAt: z.iso.datetime(),
});
export type SalesforceGrant = z.infer<typeof SalesforceGrant>;

/** What an integration with Salesforce keeps sealed. One that waits for an authorisation keeps nothing yet. */
export const SalesforceCredentials = z.union([
  SalesforceGrant,
  SalesforceAccessToken,
  SalesforceClientCredentials,
  SalesforceJwtCredentials,
]);
export type SalesforceCredentials = z.infer<typeof SalesforceCredentials>;

/** The settings of an integration that are the same for every CRM; its CRM's own are beside them. */
export const SyncSettings = z.object({
  /** What becomes of a customer's record there when the customer is deleted here. */
  deletion: z.enum(["archive", "erase"]).default("archive"),
});
export type SyncSettings = z.infer<typeof SyncSettings>;
