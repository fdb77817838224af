import type { ContactPush, CrmCustomer } from "@coccinelle/core";
import type { CustomerToSync } from "@coccinelle/db";

/** A customer to sync whom D1 still holds. */
export type LiveCustomer = CustomerToSync & { customer: CrmCustomer };

export function isLive(customer: CustomerToSync): customer is LiveCustomer {
  return customer.customer !== null;
}

/** The customer as the adapter takes it, with what the mapping remembers of the record. */
export function toContactPush({ customer, mapping }: LiveCustomer): ContactPush {
  return {
    customer,
    externalId: mapping?.externalId ?? null,
    memo: mapping?.metadata.memo ?? null,
    lifecycle: mapping?.metadata.lifecycle ?? null,
  };
}
