import { type CrmSystem, HubspotAccessToken, SyncSettings } from "@coccinelle/core";
import { HubspotSettings } from "@coccinelle/integrations";
import * as z from "zod";

interface CrmSystemDescription {
  /** What a person gives of an integration with it; settings with unknown fields are refused. */
  input: z.ZodType<{ credentials?: object | undefined }>;
  /** Settings that a set-up found out; they outlast new settings that do not name them. */
  learned: readonly string[];
}

/** The CRMs that an integration may be with, and what is particular to each. */
export const CRM_SYSTEMS: Readonly<Record<CrmSystem, CrmSystemDescription>> = {
  hubspot: {
    input: z.object({
      credentials: HubspotAccessToken.optional(),
      settings: HubspotSettings.extend(SyncSettings.shape).strict().optional(),
    }),
    learned: ["activityKeys", "portalId"],
  },
};
