export type { SandboxCall as HubspotCall } from "../frame/call-log.ts";
export type { SandboxRecord } from "./access/people.ts";
export {
  type EmailConflictForm,
  HUBSPOT_SCOPES,
  type HubspotLimits,
  type HubspotOAuthApp,
  type HubspotOwner,
  type HubspotSandboxOptions,
} from "./frame/hubspot-options.ts";
export { HubspotState } from "./frame/hubspot-state.ts";
export { createHubspotSandbox, type HubspotSandbox } from "./hubspot-sandbox.ts";
export { ObjectType as HubspotObjectType } from "./objects/object-type.ts";
