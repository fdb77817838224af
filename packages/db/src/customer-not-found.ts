import { NotFoundError } from "@coccinelle/core";

export function customerNotFound(customerId: string): NotFoundError {
  return new NotFoundError("customer: there is none with this id", { context: { customerId } });
}
