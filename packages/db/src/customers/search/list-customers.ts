import { DEFAULT_COUNTRY, type Identity, normalizeEmail, senderIdentities } from "@coccinelle/core";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../../sql/page.ts";
import { SqlParameters } from "../../sql/prepare-statement.ts";
import { daysBefore } from "../../sql/time.ts";
import { CUSTOMER_COLUMNS, type Customer, type CustomerRow, toCustomer } from "../customer.ts";
import type { TenantScope } from "../tenant-scope.ts";
import { searchConditions } from "./search-condition.ts";

/** The conditions of a list of customers. Every condition that is given has to hold. */
export interface CustomerFilters {
  /**
   * Words, in any order and any case, with or without accents. Each word is a part of the name or the e-mail
   * address, or it is the segment or a tag, or it is a part of the phone (at least three digits, in any form).
   */
  query?: string;
  /** A whole phone number, in any form. */
  phone?: string;
  /** A whole e-mail address, in any case. */
  email?: string;
  segment?: string;
  tag?: string;
  minOrders?: number;
  /** The last contact is longer ago than this number of days, or there was none. */
  notContactedForDays?: number;
}

/** The expression of the index `prospects_search`. */
const CREATED = "coalesce(c.created_at, '')";

/** Lists customers, the newest first. Rows of other programs may have no time of creation: these come last. */
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
    // An identity leads to one customer. The plus keeps SQLite from walking through all of the tenant's instead.
    `${lookups.some(isReadable) ? "+" : ""}c.tenant_id = ${tenant}`,
    ...lookups.map((lookup) => identityCondition(lookup, tenant, parameters)),
    ...(filters.query === undefined ? [] : searchConditions(filters.query, tenant, parameters)),
    ...columnConditions(filters, clock(), parameters),
  ];
  if (page.cursor !== undefined) {
    const [created, id] = decodeCursor(page.cursor, 2).map((part) => parameters.bind(part));
    // SQLite uses the index for the first condition, and the second one alone is exact.
    conditions.push(`${CREATED} <= ${created}`, `(${CREATED}, c.id) < (${created}, ${id})`);
  }
  // Without an identity the inner query reads the index prospects_search alone, and the outer query reads the rows
  // of one page.
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

/** A phone number or e-mail address to find, and the identities that it names. */
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

/** A value that cannot be read is stored as it was written, so it is also looked for as it was written. */
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
