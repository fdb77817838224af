export * from "./ownership.ts";
export * from "./twilio/call-twiml.ts";
export * from "./twilio/parse-twilio-call.ts";
export * from "./twilio/parse-twilio-message.ts";
export * from "./twilio/parse-twilio-status.ts";
export * from "./twilio/read-twilio-request.ts";
