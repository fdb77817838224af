export * from "./channel-credentials-place.ts";
export * from "./integration-credentials-place.ts";
export * from "./vault.ts";
