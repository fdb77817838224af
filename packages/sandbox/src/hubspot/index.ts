export type { HubspotCall, PassOverlap } from "./call-log.ts";
export type { Fault, FaultKind, Faults } from "./faults.ts";
export {
  type EmailConflictForm,
  HUBSPOT_SCOPES,
  type HubspotLimits,
  type HubspotOAuthApp,
  type HubspotOwner,
  type HubspotSandboxOptions,
} from "./hubspot-options.ts";
export { createHubspotSandbox, type HubspotSandbox } from "./hubspot-sandbox.ts";
export { HubspotState } from "./hubspot-state.ts";
export type { IssuedTokens } from "./oauth-grants.ts";
export { ObjectType as HubspotObjectType } from "./object-type.ts";
export type { SandboxRecord } from "./people.ts";
