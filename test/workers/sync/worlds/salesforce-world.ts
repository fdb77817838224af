import { env } from "cloudflare:workers";
import type { SalesforceCredentials } from "@coccinelle/core";
import {
  createSalesforceSandbox,
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
} from "@coccinelle/sandbox";
import { type CrmOptions, newRef, newTenantWithCrm, newTime } from "./tenant-with-crm.ts";

interface SalesforceWorldOptions extends CrmOptions<SalesforceSandbox, SalesforceCredentials> {
  salesforce?: Partial<SalesforceSandboxOptions>;
}

/** A tenant with an integration, an object and a Salesforce organisation that no other test has. */
export async function newSalesforceWorld({
  tenantId,
  salesforce = {},
  settings,
  credentials,
}: SalesforceWorldOptions = {}) {
  const ref = newRef(tenantId);
  const accessToken = crypto.randomUUID();
  const time = newTime();
  const host = `${ref.integrationId}.salesforce.test`;
  const instanceUrl = `https://${host}`;
  const app = { clientId: env.SALESFORCE_CLIENT_ID, clientSecret: env.SALESFORCE_CLIENT_SECRET };
  const sandbox = createSalesforceSandbox({
    clock: time.now,
    newId: () => crypto.randomUUID(),
    sleep: time.sleep,
    accessTokens: [accessToken],
    app: {
      ...app,
      accessTokenSeconds: 7200,
      refreshTokenSeconds: 30 * 24 * 60 * 60,
      rotatesRefreshTokens: true,
    },
    limits: { perDay: 1_000_000_000 },
    ...salesforce,
  });
  Object.assign(env, { SALESFORCE_LOGIN_URL: instanceUrl });
  const tenant = await newTenantWithCrm<SalesforceCredentials>({
    ref,
    system: "salesforce",
    host,
    sandbox,
    settings,
    credentials: credentials === null ? null : (credentials?.(sandbox) ?? { instanceUrl, accessToken }),
  });
  return {
    ...tenant,
    sandbox,
    accessToken,
    instanceUrl,
    app,
    /** The first names of all Contacts in Salesforce. */
    firstNames: () => sandbox.records("Contact").map(({ values }) => values.FirstName),
    /** Puts the stand-in's clock forward. */
    advance(ms: number) {
      time.aheadMs += ms;
    },
  };
}

export type SalesforceWorld = Awaited<ReturnType<typeof newSalesforceWorld>>;
