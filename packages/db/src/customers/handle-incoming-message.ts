import {
  DEFAULT_COUNTRY,
  InvalidPayloadError,
  type MessageChannel,
  NotFoundError,
  senderIdentities,
} from "@coccinelle/core";
import { recordEvents } from "../events/record-events.ts";
import { getCRMDatabaseService } from "./crm-database-service.ts";
import type { Customer } from "./customer.ts";
import { type ServiceDeps, systemDeps } from "./tenant-scope.ts";

/**
 * Records a message at once, for code that has no queue: finds or creates the sender's customer, records the
 * message as an activity, and returns the customer. An event of the queue has an id by which it is recorded once.
 * A message of this function has none, so each call records one more message.
 *
 * @param from a phone number in any form, or an e-mail address
 * @throws InvalidPayloadError where `from` names nobody
 * @throws NotFoundError where the customer is deleted before it could be read
 */
export async function handleIncomingMessage(
  db: D1Database,
  tenantId: string,
  from: string,
  content: string,
  channel: MessageChannel,
  deps: ServiceDeps = systemDeps,
): Promise<Customer> {
  const identities = senderIdentities(
    channel === "email" ? { email: from } : { address: from },
    DEFAULT_COUNTRY,
  );
  if (identities.length === 0) throw new InvalidPayloadError("from: names nobody");
  const timestamp = deps.clock().toISOString();
  const [recorded] = await recordEvents(
    db,
    [
      {
        id: deps.newId(),
        tenantId,
        type: "message_received",
        channel,
        occurredAt: timestamp,
        identities,
        text: content,
        metadata: { content, timestamp },
      },
    ],
    deps.newId,
  );
  const customer = await getCRMDatabaseService(db, tenantId, deps).getCustomer(recorded?.customerId ?? "");
  if (!customer) throw new NotFoundError("the customer was deleted while the message was recorded");
  return customer;
}
