import { type Log, writeLog } from "@coccinelle/core";
import { PLATFORM as CRM_PLATFORM, type Platform as CrmPlatform } from "@coccinelle/integrations";

/** Time, chance, the network and the log, which everything in this Worker gets as arguments. */
export interface Platform extends CrmPlatform {
  newId: () => string;
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  log: Log;
}

/** The real ones. Only the Worker's entry and its Durable Objects' constructors take them. */
export const PLATFORM: Platform = {
  ...CRM_PLATFORM,
  newId: () => crypto.randomUUID(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  log: writeLog,
};
