export { toCodeChallenge } from "./code-challenge.ts";
export { ContactField, FieldRule } from "./contacts/contact-field.ts";
export type { Fetch } from "./fetch.ts";
export * from "./hubspot/index.ts";
export * from "./salesforce/index.ts";
