import {
  type CrmSystem,
  HubspotAccessToken,
  SalesforceAccessToken,
  SalesforceClientCredentials,
  SalesforceJwtCredentials,
  SyncSettings,
} from "@coccinelle/core";
import {
  HubspotSettings,
  isSalesforceInstanceUrl,
  isSalesforceLoginUrl,
  SalesforceSettings,
} from "@coccinelle/integrations/settings";
import * as z from "zod";

interface CrmSystemDescription {
  /** The schema of the credentials and settings that a person gives. It refuses unknown settings. */
  input(env: Env): z.ZodType<{ credentials?: object | undefined }>;
  /** Settings that a set-up finds out. They stay where new settings do not name them. */
  learned: readonly string[];
}

/** Each CRM that an integration may have, with its own credentials and settings. */
export const CRM_SYSTEMS: Readonly<Record<CrmSystem, CrmSystemDescription>> = {
  hubspot: {
    input: () =>
      z.object({
        credentials: HubspotAccessToken.optional(),
        settings: HubspotSettings.extend(SyncSettings.shape).strict().optional(),
      }),
    learned: ["activityKeys", "portalId"],
  },
  salesforce: {
    input: (env) =>
      z.object({
        credentials: salesforceCredentials(env.SALESFORCE_LOGIN_URL).optional(),
        settings: SalesforceSettings.extend(SyncSettings.shape).strict().optional(),
      }),
    learned: ["activityKeys", "organizationId"],
  },
};

/** The Worker sends a token or secret to the host that is named beside it, so that host must be Salesforce's. */
function salesforceCredentials(deployersLoginUrl: string) {
  const instanceUrl = z
    .url({ abort: true })
    .refine(
      (url) => isSalesforceInstanceUrl(url, deployersLoginUrl),
      "the organisation's My Domain, such as https://example.my.salesforce.com",
    );
  const loginUrl = z
    .url({ abort: true })
    .refine(
      (url) => isSalesforceLoginUrl(url, deployersLoginUrl),
      "https://login.salesforce.com, https://test.salesforce.com or the organisation's My Domain",
    );
  const kinds = {
    token: SalesforceAccessToken.extend({ instanceUrl }),
    secret: SalesforceClientCredentials.extend({ loginUrl }),
    key: SalesforceJwtCredentials.extend({ loginUrl }),
  };
  // A union would only say that none of its members fits. The chosen schema names the wrong field.
  return z.looseObject({}).transform((credentials, context) => {
    const kind =
      "privateKey" in credentials || "username" in credentials
        ? "key"
        : "clientId" in credentials || "clientSecret" in credentials || "loginUrl" in credentials
          ? "secret"
          : "token";
    const parsed = kinds[kind].safeParse(credentials);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: undefined });
    return z.NEVER;
  });
}
