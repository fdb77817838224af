import type { ObjectType } from "../objects/object-type.ts";
import { PropertyDefinition } from "./property-definition.ts";

type Defaults = Partial<PropertyDefinition>;

function define(name: string, fields: Defaults = {}): PropertyDefinition {
  return PropertyDefinition.parse({
    name,
    label: name,
    type: "string",
    fieldType: "text",
    groupName: "hubspot",
    hubspotDefined: true,
    ...fields,
  });
}

function choice(name: string, values: string[]): PropertyDefinition {
  const options = values.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false }));
  return define(name, { type: "enumeration", fieldType: "select", options });
}

const number: Defaults = { type: "number", fieldType: "number" };
const datetime: Defaults = { type: "datetime", fieldType: "date" };
const readOnly: Defaults = { readOnlyValue: true };
const owner = define("hubspot_owner_id", { type: "enumeration", fieldType: "select", externalOptions: true });
const recordId = define("hs_object_id", { ...number, ...readOnly });

const engagement = [
  recordId,
  owner,
  define("hs_timestamp", datetime),
  define("hs_createdate", { ...datetime, ...readOnly }),
  define("hs_lastmodifieddate", { ...datetime, ...readOnly }),
];

/** The part of HubSpot's own schema that a sync of contacts uses. */
export const DEFAULT_PROPERTIES: Record<ObjectType, PropertyDefinition[]> = {
  contacts: [
    recordId,
    owner,
    ...["email", "firstname", "lastname", "phone", "mobilephone", "hs_whatsapp_phone_number"].map((name) =>
      define(name),
    ),
    ...["company", "jobtitle", "address", "city", "state", "zip", "country", "website", "message"].map(
      (name) => define(name),
    ),
    choice("lifecyclestage", [
      "subscriber",
      "lead",
      "marketingqualifiedlead",
      "salesqualifiedlead",
      "opportunity",
      "customer",
      "evangelist",
      "other",
    ]),
    choice("hs_lead_status", ["NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "CONNECTED"]),
    define("total_revenue", { ...number, ...readOnly }),
    define("notes_last_contacted", { ...datetime, ...readOnly }),
    define("hs_email_optout", { type: "bool", fieldType: "booleancheckbox", ...readOnly }),
    define("hs_additional_emails", readOnly),
    define("hs_merged_object_ids", readOnly),
    define("hs_searchable_calculated_phone_number", readOnly),
    define("hs_searchable_calculated_mobile_number", readOnly),
    define("createdate", { ...datetime, ...readOnly }),
    define("lastmodifieddate", { ...datetime, ...readOnly }),
  ],
  communications: [
    ...engagement,
    choice("hs_communication_channel_type", ["WHATS_APP", "LINKEDIN_MESSAGE", "SMS"]),
    choice("hs_communication_logged_from", ["CRM"]),
    define("hs_communication_body"),
  ],
  calls: [
    ...engagement,
    ...["hs_call_title", "hs_call_body", "hs_call_from_number", "hs_call_to_number"].map((name) =>
      define(name),
    ),
    ...["hs_call_recording_url", "hs_call_disposition"].map((name) => define(name)),
    choice("hs_call_direction", ["INBOUND", "OUTBOUND"]),
    choice("hs_call_status", [
      "BUSY",
      "CALLING_CRM_USER",
      "CANCELED",
      "COMPLETED",
      "CONNECTING",
      "FAILED",
      "IN_PROGRESS",
      "NO_ANSWER",
      "QUEUED",
      "RINGING",
    ]),
    define("hs_call_duration", number),
  ],
  emails: [
    ...engagement,
    ...["hs_email_subject", "hs_email_text", "hs_email_html", "hs_email_headers"].map((name) => define(name)),
    choice("hs_email_direction", ["EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"]),
    choice("hs_email_status", ["BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"]),
  ],
  notes: [...engagement, define("hs_note_body"), define("hs_attachment_ids")],
};

/** The properties that every new record of a type needs, whatever an administrator has set. */
export const ALWAYS_REQUIRED: Record<ObjectType, readonly string[]> = {
  contacts: [],
  communications: ["hs_timestamp", "hs_communication_channel_type", "hs_communication_logged_from"],
  calls: ["hs_timestamp"],
  emails: ["hs_timestamp", "hs_email_direction"],
  notes: ["hs_timestamp"],
};

/** A contact needs at least one of these. */
export const CONTACT_NAMES = ["email", "firstname", "lastname"] as const;
