import { type CrmAdapter, type CrmCustomer, NonRetryableError, PLACEHOLDER_NAME } from "@coccinelle/core";

/** A customer as the CRM service returns it. A value that is left out is not known. */
export type KnownCustomer = { id: string } & { [Field in keyof CrmCustomer]?: CrmCustomer[Field] | null };

/**
 * Brings single customers to a CRM outside the sync, by the same rules. The first customer sets the CRM up.
 *
 * @param systemName the CRM's name in messages for people
 * @returns the contact's id in the CRM; two calls for one customer return the same id
 * @throws NonRetryableError where a person has to decide, or to set the CRM up; else as the adapter does
 */
export function createCustomerBringer(
  adapter: CrmAdapter,
  systemName: string,
): (customer: KnownCustomer) => Promise<string> {
  let isSetUp = false;

  async function setUp(): Promise<void> {
    if (isSetUp) return;
    const { ready, missing } = await adapter.setUp();
    if (!ready) {
      const remedies = missing.map(({ name, remedy }) => `${name}: ${remedy}`).join("; ");
      throw new NonRetryableError(`${systemName} has to be set up first: ${remedies}`);
    }
    isSetUp = true;
  }

  return async (customer) => {
    await setUp();
    const push = { customer: toCrmCustomer(customer), externalId: null, memo: null, lifecycle: null };
    const [outcome] = await adapter.pushContacts([push]);
    if (outcome?.kind === "synced") return outcome.externalId;
    throw new NonRetryableError(`the contact was not made: ${outcome?.reason ?? "no answer"}`, {
      context: { prospectId: customer.id },
    });
  };
}

function toCrmCustomer({
  id,
  tags,
  totalOrders,
  totalRevenue,
  optedOut,
  ...known
}: KnownCustomer): CrmCustomer {
  return {
    id,
    firstName: known.firstName === PLACEHOLDER_NAME.firstName ? null : (known.firstName ?? null),
    lastName: known.lastName === PLACEHOLDER_NAME.lastName ? null : (known.lastName ?? null),
    phone: known.phone ?? null,
    email: known.email ?? null,
    segment: known.segment ?? null,
    tags: tags ?? [],
    preferredChannel: known.preferredChannel ?? null,
    totalOrders: totalOrders ?? 0,
    totalRevenue: totalRevenue ?? 0,
    currency: known.currency ?? null,
    createdAt: known.createdAt ?? null,
    lastContactAt: known.lastContactAt ?? null,
    lastOrderAt: known.lastOrderAt ?? null,
    address: known.address ?? null,
    city: known.city ?? null,
    postalCode: known.postalCode ?? null,
    country: known.country ?? null,
    optedOut: optedOut ?? false,
  };
}
