import type { ContactOutcome, ContactPush } from "@coccinelle/core";
import type { ContactContext } from "./contact-context.ts";
import { pushPage } from "./push-page.ts";
import { withoutUnknownFields } from "./without-unknown-fields.ts";

/** Brings a page of customers to Salesforce: each to one record, with one outcome. */
export async function pushContacts(
  context: ContactContext,
  page: readonly ContactPush[],
): Promise<ContactOutcome[]> {
  const pushes = [...new Map(page.map((push) => [push.customer.id, push])).values()];
  return withoutUnknownFields(context, () => pushPage(context, pushes));
}
