export * from "./twilio/find-twilio-owner.ts";
export * from "./twilio/parse-twilio-message.ts";
export * from "./twilio/read-twilio-request.ts";
