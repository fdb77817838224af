import type { MessageEvent } from "@coccinelle/core";
import { queueWorker } from "./queue-worker.ts";

/** A consumer that records one message after the other, with one query for each step: look up, create, log, touch. */
export default queueWorker(async ({ messages }, db) => {
  for (const message of messages) {
    await handleIncomingMessage(db, message.body);
    message.ack();
  }
});

async function handleIncomingMessage(db: D1Database, event: MessageEvent): Promise<void> {
  const customer = await db
    .prepare("SELECT * FROM prospects WHERE tenant_id = ?1 AND phone = ?2")
    .bind(event.tenantId, event.sender.address)
    .first<{ id: string }>();
  const customerId = customer?.id ?? (await createCustomer(db, event));
  await db
    .prepare(
      `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, metadata)
       VALUES (?1, ?2, ?3, 'message_received', ?4, ?5, ?6)`,
    )
    .bind(
      event.id,
      event.tenantId,
      customerId,
      event.channel,
      event.text,
      JSON.stringify({ content: event.text, timestamp: event.occurredAt }),
    )
    .run();
  await db
    .prepare("UPDATE prospects SET last_contact_at = datetime('now') WHERE id = ?1 AND tenant_id = ?2")
    .bind(customerId, event.tenantId)
    .run();
}

async function createCustomer(db: D1Database, { tenantId, sender, channel }: MessageEvent): Promise<string> {
  const id = crypto.randomUUID();
  await db
    .prepare(
      `INSERT INTO prospects (id, tenant_id, first_name, last_name, phone, preferred_channel, segment)
       VALUES (?1, ?2, 'Client', 'Inconnu', ?3, ?4, 'prospect')`,
    )
    .bind(id, tenantId, sender.address, channel)
    .run();
  for (const tag of ["auto-created", "premier-contact", channel]) {
    await db
      .prepare("INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES (?1, ?2, ?3, ?4)")
      .bind(crypto.randomUUID(), tenantId, id, tag)
      .run();
  }
  return id;
}
