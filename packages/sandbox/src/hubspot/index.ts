export type { SandboxRecord } from "./access/people.ts";
export {
  type EmailConflictForm,
  HUBSPOT_SCOPES,
  type HubspotLimits,
  type HubspotOAuthApp,
  type HubspotOwner,
  type HubspotSandboxOptions,
} from "./api/hubspot-options.ts";
export { HubspotState } from "./api/hubspot-state.ts";
export { createHubspotSandbox, type HubspotSandbox } from "./hubspot-sandbox.ts";
export { ObjectType as HubspotObjectType } from "./objects/object-type.ts";
