/** A text in a query, between its quotes. */
export function quoteText(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `'${escaped}'`;
}

/** A query as it stands in an address: in as few characters as can be, since an address is limited. */
export function encodeQuery(soql: string): string {
  return encodeURIComponent(soql).replaceAll("%20", "+").replaceAll("%2C", ",").replaceAll("'", "%27");
}

/** `field = value`, of which any may hold. */
export interface Condition {
  field: string;
  value: string;
}

/** The length of the text around the values of each field in an address: ` OR field IN ()`. */
const AROUND_A_FIELD = 12;

/**
 * Packs conditions into as few `WHERE` clauses as can be, each of a limited length in an address.
 *
 * @param maxLength of a clause, encoded
 */
export function packConditions(conditions: readonly Condition[], maxLength: number): string[] {
  const clauses: string[] = [];
  let values = new Map<string, string[]>();
  let length = 0;
  for (const { field, value } of conditions) {
    const quoted = quoteText(value);
    const own = encodeQuery(quoted).length + 1;
    const added = own + (values.has(field) ? 0 : encodeQuery(field).length + AROUND_A_FIELD);
    if (length > 0 && length + added > maxLength) {
      clauses.push(toClause(values));
      values = new Map();
      length = 0;
    }
    length += values.has(field) ? own : own + encodeQuery(field).length + AROUND_A_FIELD;
    values.set(field, [...(values.get(field) ?? []), quoted]);
  }
  return values.size === 0 ? clauses : [...clauses, toClause(values)];
}

function toClause(values: ReadonlyMap<string, readonly string[]>): string {
  return Array.from(values, ([field, quoted]) => `${field} IN (${quoted.join(",")})`).join(" OR ");
}
