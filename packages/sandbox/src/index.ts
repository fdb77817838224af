export type { Fault } from "./frame/faults.ts";
export type { Sandbox, SandboxOptions } from "./frame/sandbox.ts";
export type { FaultKind, SandboxCall } from "./frame/sandbox-call.ts";
export * from "./hubspot/index.ts";
export type { IssuedTokens } from "./oauth/oauth-grants.ts";
export * from "./salesforce/index.ts";
