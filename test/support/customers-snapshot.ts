/** Everything that messages write of a tenant, without the ids that chance gives. */
export async function customersSnapshot(db: D1Database, tenantId: string): Promise<unknown> {
  const { results } = await db
    .prepare(
      `SELECT p.first_name, p.last_name, p.phone, p.preferred_channel, p.segment, p.created_at, p.last_contact_at, p.metadata,
         (SELECT json_group_array(kind || ':' || value) FROM
           (SELECT kind, value FROM customer_identities WHERE prospect_id = p.id ORDER BY kind, value)) AS identities,
         (SELECT json_group_array(tag) FROM (SELECT tag FROM customer_tags WHERE prospect_id = p.id ORDER BY tag)) AS tags,
         (SELECT json_group_array(json_array(id, type, channel, description, created_at)) FROM
           (SELECT * FROM customer_activities WHERE prospect_id = p.id ORDER BY id)) AS activities
       FROM prospects p WHERE p.tenant_id = ?1
       ORDER BY identities`,
    )
    .bind(tenantId)
    .all();
  return results;
}
