export * from "./backoff.ts";
export * from "./channel.ts";
export * from "./errors.ts";
export * from "./identity.ts";
export * from "./log.ts";
export * from "./message-event.ts";
export * from "./phone.ts";
