export { ContactField, FieldRule } from "./fields/contact-field.ts";
export { toCodeChallenge } from "./http/code-challenge.ts";
export type { Fetch } from "./http/fetch.ts";
export * from "./hubspot/index.ts";
export * from "./salesforce/index.ts";
