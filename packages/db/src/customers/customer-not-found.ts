import { NotFoundError } from "@coccinelle/core";

/** Where a customer is needed: the tenant has none with this id. */
export function customerNotFound(customerId: string): NotFoundError {
  return new NotFoundError("customer: there is none with this id", { context: { customerId } });
}
