import { createCustomerBringer, type KnownCustomer } from "../../contacts/bring-customer.ts";
import type { Fetch } from "../../http/exchange.ts";
import { PLATFORM } from "../../http/platform.ts";
import { newHubspotCallState } from "../api/call-limits.ts";
import { createHubspotAdapter } from "../create-hubspot-adapter.ts";
import { HubspotSettings } from "../set-up/hubspot-settings.ts";

export interface HubSpotCustomersOptions {
  accessToken: string;
  portalId: string;
  /** By default HubSpot's own. */
  apiUrl?: string;
  /** By default the platform's. */
  fetch?: Fetch;
}

/** A customer as the CRM service returns it. A value that is left out is not known. */
export type HubSpotCustomer = KnownCustomer;

export interface HubSpotContact {
  id: string;
  /** The contact's page at HubSpot. */
  url: string;
}

/** Brings single customers to HubSpot, outside the sync, by the same rules. */
export class HubSpotCustomers {
  readonly #portalId: string;
  readonly #bring: (customer: KnownCustomer) => Promise<string>;

  constructor({
    accessToken,
    portalId,
    apiUrl = "https://api.hubapi.com",
    fetch = PLATFORM.fetch,
  }: HubSpotCustomersOptions) {
    this.#portalId = portalId;
    const adapter = createHubspotAdapter({
      ...PLATFORM,
      fetch,
      apiUrl,
      getAccess: async () => ({ accessToken }),
      settings: HubspotSettings.parse({ portalId }),
      callState: newHubspotCallState(),
    });
    this.#bring = createCustomerBringer(adapter, "HubSpot");
  }

  /**
   * Makes a contact for the customer, or finds the customer's contact and completes it. Two calls return the same
   * contact.
   *
   * @throws NonRetryableError where a person has to decide, or to set HubSpot up; `RetryAfterError`,
   *   `AuthorizationError` and `TransientError` as the sync does
   */
  async createCustomer(customer: HubSpotCustomer): Promise<HubSpotContact> {
    const id = await this.#bring(customer);
    return { id, url: `https://app.hubspot.com/contacts/${this.#portalId}/record/0-1/${id}` };
  }
}
