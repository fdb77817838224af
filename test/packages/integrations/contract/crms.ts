import type { Crm } from "./crm-world.ts";
import { HUBSPOT } from "./hubspot-world.ts";
import { SALESFORCE } from "./salesforce-world.ts";

/** Every CRM that the contract holds for: a new one is added here. */
export const CRMS: readonly Crm[] = [HUBSPOT, SALESFORCE];
