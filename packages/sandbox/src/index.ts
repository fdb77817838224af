export type { Fault, FaultKind, Faults } from "./frame/faults.ts";
export type { PassOverlap, SandboxCall } from "./frame/sandbox-call.ts";
export * from "./hubspot/index.ts";
export type { IssuedTokens } from "./oauth/oauth-grants.ts";
export * from "./salesforce/index.ts";
