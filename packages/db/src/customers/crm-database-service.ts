import type { Metadata } from "../sql/metadata.ts";
import type { Page, PageRequest } from "../sql/page.ts";
import { type Customer, type CustomerChanges, findCustomer, type NewCustomer } from "./customer.ts";
import { type CustomerActivity, listInteractions, logInteraction } from "./customer-activity.ts";
import { addCustomerNote, type CustomerNote, listCustomerNotes } from "./customer-note.ts";
import { addCustomerTags, removeCustomerTag } from "./customer-tags.ts";
import { type CustomerInteractions, countInteractions, listVipCustomers } from "./search/customer-reports.ts";
import { type CustomerFilters, listCustomers } from "./search/list-customers.ts";
import { type ServiceDeps, systemDeps, type TenantScope } from "./tenant-scope.ts";
import { createCustomer, deleteCustomer, updateCustomer } from "./write-customer.ts";

/** A list of VIPs shows the customers with more orders than this. */
const VIP_ORDERS = 5;

/**
 * One tenant's CRM. A customer of another tenant counts as missing: the answer is null or false, or a
 * `NotFoundError` where the method needs a customer. Lists begin with the newest entry.
 */
export interface CRMDatabaseService {
  /** @throws ConflictError (context: `customerId`) where another customer has the phone or the e-mail address */
  createCustomer(input: NewCustomer): Promise<Customer>;
  getCustomer(id: string): Promise<Customer | null>;
  /** @param phone in any form that people write, or a sender that is no phone number */
  getCustomerByPhone(phone: string): Promise<Customer | null>;
  getCustomerByEmail(email: string): Promise<Customer | null>;
  /** @throws ConflictError as `createCustomer` does */
  updateCustomer(id: string, changes: CustomerChanges): Promise<Customer>;
  /** Deletes the customer with its notes, activities, tags and identities. False where there is no such customer. */
  deleteCustomer(id: string): Promise<boolean>;
  /** The customers that `CustomerFilters.query` finds. */
  searchCustomers(query: string, options?: Pick<PageRequest, "limit">): Promise<Customer[]>;
  listCustomers(filters?: CustomerFilters, page?: PageRequest): Promise<Page<Customer>>;
  addCustomerNote(
    customerId: string,
    content: string,
    createdBy?: string | null,
    metadata?: Metadata | null,
  ): Promise<CustomerNote>;
  listCustomerNotes(customerId: string, page?: PageRequest): Promise<Page<CustomerNote>>;
  /** Records an activity of this moment, and moves the customer's last contact forward. */
  logInteraction(
    customerId: string,
    type: string,
    channel: string,
    metadata?: Metadata | null,
    description?: string | null,
  ): Promise<CustomerActivity>;
  listInteractions(customerId: string, page?: PageRequest): Promise<Page<CustomerActivity>>;
  /** Tags that the customer has already stay as they are. */
  addCustomerTags(customerId: string, tags: readonly string[]): Promise<void>;
  /** False where the customer does not have the tag. */
  removeCustomerTag(customerId: string, tag: string): Promise<boolean>;
  /**
   * Customers of the segment `vip` with more than `moreThanOrders` orders (5 by default), the highest revenue first.
   * At most `limit` of them (1–200, 50 by default).
   */
  listVipCustomers(options?: { moreThanOrders?: number; limit?: number }): Promise<Customer[]>;
  /**
   * How many activities each customer had in the last `days` days, the most active customer first. Customers without
   * one are left out. At most `limit` customers (1–200, 50 by default).
   */
  countInteractions(options: { days: number; limit?: number }): Promise<CustomerInteractions[]>;
  /**
   * Customers whose last contact is longer ago than `days` days, or who never had one. At most `limit` of them
   * (1–200, 50 by default).
   */
  listCustomersWithoutContact(options: { days: number; limit?: number }): Promise<Customer[]>;
}

/** The CRM of one tenant in a D1 database; every statement is confined to that tenant. */
export function getCRMDatabaseService(
  db: D1Database,
  tenantId: string,
  deps: ServiceDeps = systemDeps,
): CRMDatabaseService {
  const scope: TenantScope = { db, tenantId, ...deps };
  const findFirst = async (filters: CustomerFilters) => {
    const { items } = await listCustomers(scope, filters, { limit: 1 });
    return items[0] ?? null;
  };
  return {
    createCustomer: (input) => createCustomer(scope, input),
    getCustomer: (id) => findCustomer(scope, id),
    getCustomerByPhone: (phone) => findFirst({ phone }),
    getCustomerByEmail: (email) => findFirst({ email }),
    updateCustomer: (id, changes) => updateCustomer(scope, id, changes),
    deleteCustomer: (id) => deleteCustomer(scope, id),
    searchCustomers: async (query, { limit } = {}) =>
      (await listCustomers(scope, { query }, { limit })).items,
    listCustomers: (filters = {}, page = {}) => listCustomers(scope, filters, page),
    addCustomerNote: (customerId, content, createdBy = null, metadata = null) =>
      addCustomerNote(scope, customerId, content, createdBy, metadata),
    listCustomerNotes: (customerId, page = {}) => listCustomerNotes(scope, customerId, page),
    logInteraction: (customerId, type, channel, metadata = null, description = null) =>
      logInteraction(scope, customerId, { type, channel, metadata, description }),
    listInteractions: (customerId, page = {}) => listInteractions(scope, customerId, page),
    addCustomerTags: (customerId, tags) => addCustomerTags(scope, customerId, tags),
    removeCustomerTag: (customerId, tag) => removeCustomerTag(scope, customerId, tag),
    listVipCustomers: ({ moreThanOrders = VIP_ORDERS, limit } = {}) =>
      listVipCustomers(scope, moreThanOrders, limit),
    countInteractions: ({ days, limit }) => countInteractions(scope, days, limit),
    listCustomersWithoutContact: async ({ days, limit }) =>
      (await listCustomers(scope, { notContactedForDays: days }, { limit })).items,
  };
}
