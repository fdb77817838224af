import { DEFAULT_COUNTRY, type Identity, normalizeEmail, senderIdentities } from "@coccinelle/core";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../../sql/page.ts";
import { SqlParameters } from "../../sql/prepare-statement.ts";
import { daysBefore } from "../../sql/time.ts";
import { CUSTOMER_COLUMNS, type Customer, type CustomerRow, toCustomer } from "../customer.ts";
import type { TenantScope } from "../tenant-scope.ts";
import { searchConditions } from "./search-condition.ts";

/** Which customers; every condition that is given has to hold. */
export interface CustomerFilters {
  /**
   * Words, in any order and any case, with or without accents: each is part of the name or the
   * e-mail address, or is the segment or a tag, or (from three digits on, in any form) part of the phone.
   */
  query?: string;
  /** A whole phone number, in any form. */
  phone?: string;
  /** A whole e-mail address, in any case. */
  email?: string;
  segment?: string;
  tag?: string;
  minOrders?: number;
  /** Last contact longer ago than this, or none at all. */
  notContactedForDays?: number;
}

/** As the index has it. */
const CREATED = "coalesce(c.created_at, '')";

/** The newest first. Rows of other programs may have no time of creation: they come last. */
export async function listCustomers(
  { db, tenantId, clock }: TenantScope,
  filters: CustomerFilters,
  page: PageRequest,
): Promise<Page<Customer>> {
  const limit = pageLimit(page);
  const parameters = new SqlParameters();
  const tenant = parameters.bind(tenantId);
  const lookups = identityLookups(filters);
  const conditions = [
    // The plus keeps SQLite from walking all of the tenant's customers where an identity leads to the one.
    `${lookups.some(isReadable) ? "+" : ""}c.tenant_id = ${tenant}`,
    ...lookups.map((lookup) => identityCondition(lookup, tenant, parameters)),
    ...(filters.query === undefined ? [] : searchConditions(filters.query, tenant, parameters)),
    ...columnConditions(filters, clock(), parameters),
  ];
  if (page.cursor !== undefined) {
    const [created, id] = decodeCursor(page.cursor, 2).map((part) => parameters.bind(part));
    // The first half is what the index understands.
    conditions.push(`${CREATED} <= ${created}`, `(${CREATED}, c.id) < (${created}, ${id})`);
  }
  // Without an identity the inner query reads the index prospects_search; only a page's customers are looked up.
  const { results } = await db
    .prepare(
      `SELECT ${CUSTOMER_COLUMNS} FROM (
         SELECT c.id FROM prospects c
         WHERE ${conditions.join(" AND ")}
         ORDER BY ${CREATED} DESC, c.id DESC LIMIT ${parameters.bind(limit + 1)}
       ) page
       CROSS JOIN prospects p ON p.id = page.id AND p.tenant_id = ${tenant}
       ORDER BY coalesce(p.created_at, '') DESC, p.id DESC`,
    )
    .bind(...parameters.values)
    .all<CustomerRow>();
  return toPage(results, limit, { toItem: toCustomer, keyOf: (row) => [row.created_at ?? "", row.id] });
}

/** A phone number or e-mail address to find, and whom it identifies. */
interface IdentityLookup {
  column: "phone" | "email";
  text: string;
  identities: Identity[];
}

function identityLookups({ phone, email }: CustomerFilters): IdentityLookup[] {
  const lookups: IdentityLookup[] = [];
  if (phone !== undefined) {
    const identities = senderIdentities({ address: phone }, DEFAULT_COUNTRY);
    lookups.push({ column: "phone", text: phone, identities });
  }
  if (email !== undefined) {
    const value = normalizeEmail(email);
    lookups.push({ column: "email", text: email, identities: value ? [{ kind: "email", value }] : [] });
  }
  return lookups;
}

function isReadable({ column, identities }: IdentityLookup): boolean {
  return identities.some(({ kind }) => kind === column);
}

/** What cannot be read is kept, and so looked for, as it was written too. */
function identityCondition(lookup: IdentityLookup, tenant: string, parameters: SqlParameters): string {
  const identified = `c.id IN (
    SELECT i.prospect_id FROM json_each(${parameters.bind(JSON.stringify(lookup.identities))}) e
    CROSS JOIN customer_identities i
    WHERE i.tenant_id = ${tenant} AND i.kind = e.value ->> 'kind' AND i.value = e.value ->> 'value')`;
  if (isReadable(lookup)) return identified;
  return `(${identified} OR c.${lookup.column} = ${parameters.bind(lookup.text.trim())})`;
}

function columnConditions(filters: CustomerFilters, now: Date, parameters: SqlParameters): string[] {
  const { segment, tag, minOrders, notContactedForDays } = filters;
  const conditions: string[] = [];
  if (segment !== undefined) conditions.push(`c.segment = ${parameters.bind(segment)}`);
  if (tag !== undefined) {
    const value = parameters.bind(tag);
    conditions.push(`EXISTS (SELECT 1 FROM customer_tags t WHERE t.prospect_id = c.id AND t.tag = ${value})`);
  }
  if (minOrders !== undefined) conditions.push(`c.total_orders >= ${parameters.bind(minOrders)}`);
  if (notContactedForDays !== undefined) {
    const since = parameters.bind(daysBefore(now, notContactedForDays));
    conditions.push(`(c.last_contact_at < ${since} OR c.last_contact_at IS NULL)`);
  }
  return conditions;
}
