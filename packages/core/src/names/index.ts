export * from "./message-name.ts";
export * from "./name-from-profile.ts";
export * from "./name-from-text.ts";
export * from "./name-source.ts";
export { type PersonName, PLACEHOLDER_NAME } from "./reading/person-name.ts";
