export { ContactField, FieldRule } from "./fields/contact-field.ts";
export type { Fetch, StartTimer } from "./http/exchange.ts";
export { type AuthorizationGrant, type AuthorizationRequest, toCodeChallenge } from "./http/oauth.ts";
export { PLATFORM, type Platform } from "./http/platform.ts";
export type { Access, GetAccess } from "./http/transport.ts";
export * from "./hubspot/index.ts";
export * from "./salesforce/index.ts";
