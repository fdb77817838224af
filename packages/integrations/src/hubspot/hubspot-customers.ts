import { type CrmAdapter, type CrmCustomer, NonRetryableError, PLACEHOLDER_NAME } from "@coccinelle/core";
import { newCallState } from "./call-limits.ts";
import { createHubspotAdapter } from "./create-hubspot-adapter.ts";
import { HubspotSettings } from "./hubspot-settings.ts";
import type { Fetch } from "./transport.ts";

export interface HubSpotCustomersOptions {
  accessToken: string;
  portalId: string;
  /** Default HubSpot's own. */
  apiUrl?: string;
  /** Default the platform's. */
  fetch?: Fetch;
}

/** A customer as the CRM service returns it; what is left out is not known. */
export type HubSpotCustomer = { id: string } & { [Field in keyof CrmCustomer]?: CrmCustomer[Field] | null };

export interface HubSpotContact {
  id: string;
  /** The contact's page at HubSpot. */
  url: string;
}

/** Brings single customers to HubSpot, outside the sync, by the same rules. */
export class HubSpotCustomers {
  readonly #portalId: string;
  readonly #adapter: CrmAdapter;
  #isSetUp = false;

  constructor({
    accessToken,
    portalId,
    apiUrl = "https://api.hubapi.com",
    fetch = (request) => globalThis.fetch(request),
  }: HubSpotCustomersOptions) {
    this.#portalId = portalId;
    this.#adapter = createHubspotAdapter({
      fetch,
      apiUrl,
      getAccessToken: async () => accessToken,
      clock: () => new Date(),
      sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
      random: Math.random,
      settings: HubspotSettings.parse({ portalId }),
      callState: newCallState(),
    });
  }

  /**
   * Makes a contact for the customer, or finds and completes the one that there is: called twice, it returns
   * the same contact.
   *
   * @throws NonRetryableError where a person has to decide, or to set HubSpot up; `RetryAfterError`,
   *   `AuthorizationError` and `TransientError` as the sync does
   */
  async createCustomer(customer: HubSpotCustomer): Promise<HubSpotContact> {
    await this.#setUp();
    const push = { customer: toCrmCustomer(customer), externalId: null, memo: null };
    const [outcome] = await this.#adapter.pushContacts([push]);
    if (outcome?.kind === "synced") {
      const { externalId: id } = outcome;
      return { id, url: `https://app.hubspot.com/contacts/${this.#portalId}/record/0-1/${id}` };
    }
    throw new NonRetryableError(`the contact was not made: ${outcome?.reason ?? "no answer"}`, {
      context: { prospectId: customer.id },
    });
  }

  async #setUp(): Promise<void> {
    if (this.#isSetUp) return;
    const { ready, missing } = await this.#adapter.setUp();
    if (!ready) {
      const remedies = missing.map(({ name, remedy }) => `${name}: ${remedy}`).join("; ");
      throw new NonRetryableError(`HubSpot has to be set up first: ${remedies}`);
    }
    this.#isSetUp = true;
  }
}

function toCrmCustomer({
  id,
  tags,
  totalOrders,
  totalRevenue,
  optedOut,
  ...known
}: HubSpotCustomer): CrmCustomer {
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
