export type { PassOverlap, SandboxCall } from "./frame/call-log.ts";
export type { Fault, FaultKind, Faults } from "./frame/faults.ts";
export * from "./hubspot/index.ts";
export type { IssuedTokens } from "./oauth/oauth-grants.ts";
export * from "./salesforce/index.ts";
