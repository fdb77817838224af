import type { Identity } from "@coccinelle/core";
import * as z from "zod";
import type { RecordableEvent } from "./recordable-event.ts";

const SenderRow = z.object({
  tenant_id: z.string(),
  kind: z.string(),
  value: z.string(),
  id: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  preferred_channel: z.string().nullable(),
  created_at: z.string().nullable(),
  last_contact_at: z.string().nullable(),
  metadata: z.string().nullable(),
});
/** A customer that an identity of a sender leads to. */
export type SenderCustomer = Omit<z.infer<typeof SenderRow>, "kind" | "value">;

/** The rows in D1 that a batch of events is planned from. */
export interface Senders {
  recordedEventIds: Set<string>;
  /** The customers by `identityKey`. Two keys of one customer lead to the same object. */
  customers: Map<string, SenderCustomer>;
}

export function identityKey(tenantId: string, { kind, value }: Identity): string {
  return JSON.stringify([tenantId, kind, value]);
}

/** Reads in one round trip which of the events are recorded already, and which customers their senders are. */
export async function readSenders(db: D1Database, events: readonly RecordableEvent[]): Promise<Senders> {
  const ids = events.map(({ tenantId, id }) => ({ tenantId, id }));
  const identities = events.flatMap(({ tenantId, identities }) =>
    identities.map(({ kind, value }) => ({ tenantId, kind, value })),
  );
  const [recorded, identified] = await db.batch([
    db
      .prepare(
        `SELECT a.id FROM json_each(?1) e CROSS JOIN customer_activities a
         ON a.id = e.value ->> 'id' AND a.tenant_id = e.value ->> 'tenantId'`,
      )
      .bind(JSON.stringify(ids)),
    db
      .prepare(
        `SELECT i.tenant_id, i.kind, i.value, p.id, p.first_name, p.last_name, p.phone, p.email, p.preferred_channel,
                p.created_at, p.last_contact_at, p.metadata
         FROM json_each(?1) e
         CROSS JOIN customer_identities i
         ON i.tenant_id = e.value ->> 'tenantId' AND i.kind = e.value ->> 'kind' AND i.value = e.value ->> 'value'
         CROSS JOIN prospects p ON p.id = i.prospect_id AND p.tenant_id = i.tenant_id`,
      )
      .bind(JSON.stringify(identities)),
  ]);
  const byId = new Map<string, SenderCustomer>();
  const customers = new Map<string, SenderCustomer>();
  for (const { kind, value, ...customer } of z.array(SenderRow).parse(identified?.results)) {
    const first = byId.get(customer.id) ?? customer;
    byId.set(customer.id, first);
    customers.set(JSON.stringify([customer.tenant_id, kind, value]), first);
  }
  const rows = z.array(z.object({ id: z.string() })).parse(recorded?.results);
  return { recordedEventIds: new Set(rows.map((row) => row.id)), customers };
}
