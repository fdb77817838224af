export type { SandboxCall as HubspotCall } from "../call-log.ts";
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
export { ObjectType as HubspotObjectType } from "./object-type.ts";
export type { SandboxRecord } from "./people.ts";
