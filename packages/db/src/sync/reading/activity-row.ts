import type { ActivityPush } from "@coccinelle/core";
import * as z from "zod";
import { parseMetadata } from "../../sql/metadata.ts";
import { toIsoTime } from "../../sql/time.ts";
import type { SyncActivity } from "../sync-store.ts";

/** The columns of an `ActivityRow` that an activity has, read from `customer_activities a`. */
export const ACTIVITY_COLUMNS =
  "a.id AS id, a.type AS type, a.channel AS channel, a.description AS text, a.metadata AS metadata, a.created_at AS created_at";
/** The columns of an `ActivityRow` that a note has, read from `customer_notes a`. */
export const NOTE_COLUMNS =
  "'note:' || a.id AS id, 'note' AS type, NULL AS channel, a.content AS text, NULL AS metadata, a.created_at AS created_at";

/**
 * An SQL expression: when the row `alias` of `crm_activity_mappings` is due. It is the one of the indexes of due
 * activities.
 */
export function nextActivityAttempt(alias: string): string {
  return `coalesce(${alias}.metadata ->> 'nextAttemptAt', '')`;
}

const ActivityRow = z.object({
  id: z.string(),
  type: z.string(),
  channel: z.string().nullable(),
  text: z.string().nullable(),
  metadata: z.string().nullable(),
  created_at: z.string().nullable(),
  prospect_id: z.string(),
  contact_external_id: z.string(),
  intended: z.number(),
  attempts: z.number(),
});

const KINDS: Readonly<Record<string, ActivityPush["kind"]>> = {
  sms: "sms",
  whatsapp: "whatsapp",
  phone: "call",
  call: "call",
  email: "email",
};

export function toSyncActivity(input: unknown): SyncActivity {
  const row = ActivityRow.parse(input);
  const metadata = parseMetadata(row.metadata);
  return {
    id: row.id,
    kind: KINDS[row.channel ?? ""] ?? KINDS[row.type] ?? "note",
    direction: row.type === "message_sent" || metadata?.direction === "outgoing" ? "outgoing" : "incoming",
    text: row.text || (typeof metadata?.content === "string" ? metadata.content : ""),
    occurredAt: row.created_at ? toIsoTime(row.created_at) : new Date(0).toISOString(),
    prospectId: row.prospect_id,
    contactExternalId: row.contact_external_id,
    intended: row.intended === 1,
    attempts: row.attempts,
  };
}
