import * as z from "zod";

/** The service whose webhooks bring an event, and at which a channel has its address. */
export const Provider = z.enum(["twilio"]);
export type Provider = z.infer<typeof Provider>;
