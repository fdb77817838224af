import type { ActivityPush } from "@coccinelle/core";
import type { EngagementType } from "../api/hubspot-api.ts";
import { fitText } from "../contacts/fit-value.ts";

/** How HubSpot keeps a kind of activity. */
export interface EngagementForm {
  type: EngagementType;
  /** HubSpot's own association from this type to contacts (`AssociationTypes` in its SDK). */
  associationTypeId: number;
  /** The property of the text. */
  bodyProperty: string;
}

const communication = {
  type: "communications",
  associationTypeId: 81,
  bodyProperty: "hs_communication_body",
} as const;

export const ENGAGEMENT_FORMS: Record<ActivityPush["kind"], EngagementForm> = {
  sms: communication,
  whatsapp: communication,
  call: { type: "calls", associationTypeId: 194, bodyProperty: "hs_call_body" },
  email: { type: "emails", associationTypeId: 198, bodyProperty: "hs_email_text" },
  note: { type: "notes", associationTypeId: 202, bodyProperty: "hs_note_body" },
};

const SUBJECT_LENGTH = 100;

/** An activity's properties, by its type. Communications have no direction, so an arrow marks an outgoing one. */
export function toEngagementProperties(activity: ActivityPush): Record<string, string> {
  const { kind, direction, text } = activity;
  const isIncoming = direction === "incoming";
  const time = { hs_timestamp: String(Date.parse(activity.occurredAt)) };
  switch (kind) {
    case "sms":
    case "whatsapp":
      return {
        ...time,
        hs_communication_channel_type: kind === "sms" ? "SMS" : "WHATS_APP",
        hs_communication_logged_from: "CRM",
        ...body(activity, toHtml(isIncoming ? text : `→ ${text}`)),
      };
    case "call":
      return {
        ...time,
        hs_call_direction: isIncoming ? "INBOUND" : "OUTBOUND",
        hs_call_status: "COMPLETED",
        ...body(activity, toHtml(text)),
      };
    case "email":
      return {
        ...time,
        hs_email_direction: isIncoming ? "INCOMING_EMAIL" : "EMAIL",
        hs_email_status: "SENT",
        hs_email_subject: text.split("\n", 1).join("").slice(0, SUBJECT_LENGTH),
        ...body(activity, text),
      };
    case "note":
      return { ...time, ...body(activity, toHtml(text)) };
  }
}

/** An emptied text is sent as well: the note in HubSpot must not keep its earlier text. */
export function toNoteProperties(text: string): Record<string, string> {
  return { [ENGAGEMENT_FORMS.note.bodyProperty]: fitText(toHtml(text)).value ?? "" };
}

function body({ kind }: ActivityPush, text: string): Record<string, string> {
  const { value } = fitText(text);
  return value === null || value === "" ? {} : { [ENGAGEMENT_FORMS[kind].bodyProperty]: value };
}

/** HubSpot shows these texts as HTML, so a stranger's text is escaped and seen as it was written. */
function toHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\n", "<br>");
}
