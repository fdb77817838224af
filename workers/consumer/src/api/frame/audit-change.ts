import { errorFields, writeLog } from "@coccinelle/core";
import { type AuditIntent, completeAuditEntry, insertAuditEntry } from "@coccinelle/db";
import type { AuditFacts } from "./operation.ts";

interface Change {
  intent: AuditIntent;
  /** Makes the change, and fills in what the audit is to tell. */
  make(facts: AuditFacts): Promise<Response>;
  /** What a change that fails is answered with. */
  statusOf(error: unknown): number;
}

/**
 * Makes a change between the two halves of its row in the audit. What cannot be announced is not done;
 * a change whose outcome cannot be written keeps a row without one.
 */
export async function auditChange(
  db: D1Database,
  clock: () => Date,
  { intent, make, statusOf }: Change,
): Promise<Response> {
  await insertAuditEntry(db, intent, clock());
  const facts: AuditFacts = {};
  try {
    const response = await make(facts);
    await complete(response.status);
    return response;
  } catch (error) {
    await complete(statusOf(error));
    throw error;
  }

  async function complete(status: number): Promise<void> {
    const { target = null, reason = null, count = null } = facts;
    try {
      await completeAuditEntry(db, intent, { status, target, reason, count });
    } catch (error) {
      writeLog("error", "audit_not_completed", { auditId: intent.id, ...errorFields(error) });
    }
  }
}
