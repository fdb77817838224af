export * from "./hubspot/index.ts";
