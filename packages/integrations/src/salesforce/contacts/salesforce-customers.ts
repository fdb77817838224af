import { createCustomerBringer, type KnownCustomer } from "../../contacts/bring-customer.ts";
import type { Fetch } from "../../http/exchange.ts";
import { PLATFORM } from "../../http/platform.ts";
import { newSalesforceCallState } from "../api/call-limits.ts";
import { createSalesforceAdapter } from "../create-salesforce-adapter.ts";
import { SalesforceSettings } from "../set-up/salesforce-settings.ts";

export interface SalesforceCustomersOptions {
  /** The organisation's own address, such as `https://acme.my.salesforce.com`. */
  instanceUrl: string;
  accessToken: string;
  /** Trusted as an organisation's address as well. By default Salesforce's own. */
  loginUrl?: string;
  /** By default the platform's. */
  fetch?: Fetch;
}

/** A customer as the CRM service returns it. A value that is left out is not known. */
export type SalesforceCustomer = KnownCustomer;

export interface SalesforceContact {
  id: string;
  /** The contact's page at Salesforce. */
  url: string;
}

/** Brings single customers to Salesforce, outside the sync, by the same rules. */
export class SalesforceCustomers {
  readonly #instanceUrl: string;
  readonly #bring: (customer: KnownCustomer) => Promise<string>;

  constructor({
    instanceUrl,
    accessToken,
    loginUrl = "https://login.salesforce.com",
    fetch = PLATFORM.fetch,
  }: SalesforceCustomersOptions) {
    this.#instanceUrl = instanceUrl;
    const adapter = createSalesforceAdapter({
      ...PLATFORM,
      fetch,
      getAccess: async () => ({ instanceUrl, accessToken }),
      loginUrl,
      settings: SalesforceSettings.parse({}),
      callState: newSalesforceCallState(),
    });
    this.#bring = createCustomerBringer(adapter, "Salesforce");
  }

  /**
   * Makes a contact for the customer, or finds the customer's contact and completes it. Two calls return the same
   * contact.
   *
   * @throws NonRetryableError where a person has to decide, or to set Salesforce up; `RetryAfterError`,
   *   `AuthorizationError` and `TransientError` as the sync does
   */
  async createCustomer(customer: SalesforceCustomer): Promise<SalesforceContact> {
    const id = await this.#bring(customer);
    return { id, url: new URL(id, this.#instanceUrl).href };
  }
}
