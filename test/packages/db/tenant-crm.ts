import { env } from "cloudflare:workers";
import { getCRMDatabaseService } from "@coccinelle/db";
import { uniqueId } from "../../support/message-event.ts";

/** The CRM of a tenant that no other test has, at a time that the test sets. */
export function tenantCrm({
  db = env.DB,
  tenantId = uniqueId("tenant"),
  now = "2026-06-01T12:00:00.000Z",
} = {}) {
  const clock = { now: new Date(now) };
  const crm = getCRMDatabaseService(db, tenantId, {
    clock: () => clock.now,
    newId: () => crypto.randomUUID(),
  });
  return { crm, tenantId, clock };
}
