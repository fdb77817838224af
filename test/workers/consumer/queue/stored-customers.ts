import type { Identity } from "@coccinelle/core";

/** A customer as messages leave it, without the ids that chance gives. Lists are sorted. */
export interface StoredCustomer {
  firstName: string;
  lastName: string;
  phone: string | null;
  email: string | null;
  preferredChannel: string;
  segment: string;
  createdAt: string;
  lastContactAt: string;
  /** As `identityText` writes them. */
  identities: string[];
  tags: string[];
  activities: StoredActivity[];
  /** For each customer that may be the same person, its first identity. */
  possibleDuplicates: string[];
}

export interface StoredActivity {
  id: string;
  type: string;
  channel: string;
  description: string;
  createdAt: string;
}

export function identityText({ kind, value }: Identity): string {
  return `${kind}:${value}`;
}

/** All customers of a tenant in D1, by their identities. */
export async function readStoredCustomers(db: D1Database, tenantId: string): Promise<StoredCustomer[]> {
  const { results } = await db
    .prepare(
      `SELECT json_object(
         'firstName', first_name, 'lastName', last_name, 'phone', phone, 'email', email,
         'preferredChannel', preferred_channel, 'segment', segment, 'createdAt', created_at, 'lastContactAt', last_contact_at,
         'identities', json((SELECT json_group_array(kind || ':' || value ORDER BY kind, value)
           FROM customer_identities WHERE prospect_id = p.id)),
         'tags', json((SELECT json_group_array(tag ORDER BY tag) FROM customer_tags WHERE prospect_id = p.id)),
         'activities', json((SELECT json_group_array(
             json_object('id', id, 'type', type, 'channel', channel, 'description', description, 'createdAt', created_at) ORDER BY id)
           FROM customer_activities WHERE prospect_id = p.id)),
         'possibleDuplicates', json((SELECT json_group_array(first ORDER BY first) FROM
           (SELECT min(i.kind || ':' || i.value) AS first FROM json_each(p.metadata, '$.possibleDuplicates') other
            JOIN customer_identities i ON i.prospect_id = other.value GROUP BY other.value)))
       ) AS customer
       FROM prospects p WHERE tenant_id = ?1
       ORDER BY (SELECT min(kind || ':' || value) FROM customer_identities WHERE prospect_id = p.id)`,
    )
    .bind(tenantId)
    .all<{ customer: string }>();
  return results.map(({ customer }) => JSON.parse(customer));
}
