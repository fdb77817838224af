export * from "./credentials-place.ts";
export * from "./vault.ts";
