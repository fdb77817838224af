import * as z from "zod";

/** The CRMs that customers are synced to. The native one is none of them: it is this database itself. */
export const CrmSystem = z.enum(["hubspot"]);
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

/** The settings of an integration that are the same for every CRM; its CRM's own are beside them. */
export const SyncSettings = z.object({
  /** What becomes of a customer's record there when the customer is deleted here. */
  deletion: z.enum(["archive", "erase"]).default("archive"),
});
export type SyncSettings = z.infer<typeof SyncSettings>;
