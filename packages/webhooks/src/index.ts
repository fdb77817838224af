import type { Provider } from "@coccinelle/core";
import type { InboundProvider } from "./inbound-provider.ts";
import { twilio } from "./twilio/twilio.ts";

export type * from "./inbound-provider.ts";
export * from "./new-event.ts";
export * from "./ownership.ts";

/** Each provider's part of ingest: routes, verification and parsing. */
export const INBOUND_PROVIDERS: Readonly<Record<Provider, InboundProvider>> = { twilio };
