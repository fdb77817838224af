export type { PassOverlap, SandboxCall } from "./call-log.ts";
export type { Fault, FaultKind, Faults } from "./faults.ts";
export * from "./hubspot/index.ts";
export type { IssuedTokens } from "./oauth-grants.ts";
export * from "./salesforce/index.ts";
