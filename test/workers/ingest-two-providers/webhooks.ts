import { INBOUND_PROVIDERS as PROVIDERS } from "../../../packages/webhooks/src/index.ts";
import { pigeon } from "./pigeon.ts";

/** Stands in for the package `webhooks`: a second provider has its entry in the table. */
export * from "../../../packages/webhooks/src/index.ts";
export const INBOUND_PROVIDERS = { ...PROVIDERS, pigeon };
