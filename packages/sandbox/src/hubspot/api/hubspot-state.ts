import * as z from "zod";
import { OAuthState } from "../../oauth/oauth-grants.ts";
import { CrmRecord } from "../objects/crm-record.ts";
import { ObjectType } from "../objects/object-type.ts";
import { PropertyDefinition } from "../properties/property-definition.ts";

export const Association = z.object({
  fromType: ObjectType,
  fromId: z.string(),
  toType: ObjectType,
  toId: z.string(),
});
export type Association = z.infer<typeof Association>;

export const CrmState = z.object({
  nextId: z.int(),
  records: z.array(CrmRecord),
  /** Id of a record that was merged away → id of the record it is part of now. */
  merged: z.record(z.string(), z.string()),
  associations: z.array(Association),
  blockedEmails: z.array(z.string()),
});
export type CrmState = z.infer<typeof CrmState>;

/** The whole state of a stand-in, as plain JSON. */
export const HubspotState = z.object({
  crm: CrmState,
  properties: z.record(ObjectType, z.array(PropertyDefinition)),
  oauth: OAuthState,
});
export type HubspotState = z.infer<typeof HubspotState>;
