import { type ContactOutcome, type ContactPush, TransientError } from "@coccinelle/core";
import type { AdapterContext } from "../api/adapter-context.ts";
import { UnknownPropertyError } from "../api/write-records.ts";
import { pushPage } from "./push-page.ts";

/** Beyond it, HubSpot refuses what cannot be switched off. */
const MAX_MAPPING_CHANGES = 5;

/**
 * Brings a page of customers to HubSpot: each to one contact, with one outcome. A property that HubSpot does
 * not know any more is switched off, and the page begins again; all that it does may be done twice.
 */
export async function pushContacts(
  context: AdapterContext,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const pushes = [...new Map(page.map((push) => [push.customer.id, push])).values()];
  for (let changes = 0; changes < MAX_MAPPING_CHANGES; changes += 1) {
    try {
      return await pushPage(context, await context.getPlan(), pushes);
    } catch (error) {
      if (!(error instanceof UnknownPropertyError)) throw error;
      context.refuseProperties(error.refusal.properties);
    }
  }
  throw new TransientError("HubSpot refuses properties that its schema has");
}
