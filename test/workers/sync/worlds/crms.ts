import { env } from "cloudflare:workers";
import type { CrmSystem } from "@coccinelle/core";
import type { Metadata } from "@coccinelle/db";
import { HUBSPOT_SCOPES, type HubspotSandbox, type SalesforceSandbox } from "@coccinelle/sandbox";
import { type HubspotWorld, newHubspotWorld } from "./hubspot-world.ts";
import { newSalesforceWorld, type SalesforceWorld } from "./salesforce-world.ts";
import type { Sandbox } from "./tenant-with-crm.ts";

const MINUTE_MS = 60_000;

/** The part of a world that tests of every CRM use. */
export type AnyWorld = Omit<
  HubspotWorld | SalesforceWorld,
  "sandbox" | "seal" | "storedCredentials" | "firstNames"
> & {
  sandbox: Sandbox;
  firstNames(): unknown[];
  storedCredentials(): Promise<object>;
};

interface AnyOptions {
  tenantId?: string;
  latencyMs?: number;
  /**
   * `granted`: tokens that a person's consent brought, of which the access token has ended. Null: the integration
   * waits for an authorisation.
   */
  credentials?: "lasting" | "granted" | null;
  settings?: Metadata;
}

/** The CRMs, for behaviour that is the same for each of them. */
export const CRMS: readonly {
  name: string;
  system: CrmSystem;
  variables: readonly (
    | "HUBSPOT_CLIENT_ID"
    | "HUBSPOT_CLIENT_SECRET"
    | "SALESFORCE_CLIENT_ID"
    | "SALESFORCE_CLIENT_SECRET"
  )[];
  newWorld(options?: AnyOptions): Promise<AnyWorld>;
}[] = [
  {
    name: "HubSpot",
    system: "hubspot",
    variables: ["HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET"],
    async newWorld({ latencyMs = 0, credentials = "lasting", settings = {}, ...options } = {}) {
      const grant = (sandbox: HubspotSandbox) => ({
        ...tokensOf(sandbox.grant(HUBSPOT_SCOPES)),
        expiresAt: new Date(Date.now() - MINUTE_MS).toISOString(),
      });
      return newHubspotWorld({
        ...options,
        hubspot: { latencyMs },
        settings,
        ...(credentials === "lasting" ? {} : { credentials: credentials && grant }),
      });
    },
  },
  {
    name: "Salesforce",
    system: "salesforce",
    variables: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"],
    async newWorld({ latencyMs = 0, credentials = "lasting", settings = {}, ...options } = {}) {
      const grant = (sandbox: SalesforceSandbox) => {
        const tokens = tokensOf(sandbox.grant());
        sandbox.endSessions();
        const instanceUrl = env.SALESFORCE_LOGIN_URL;
        return { ...tokens, instanceUrl, renewedAt: new Date().toISOString() };
      };
      return newSalesforceWorld({
        ...options,
        salesforce: { latencyMs },
        settings,
        ...(credentials === "lasting" ? {} : { credentials: credentials && grant }),
      });
    },
  },
];

/** The tokens of a grant or of stored credentials; empty where there are none. */
export function tokensOf(credentials: object): { accessToken: string; refreshToken: string } {
  const { accessToken, refreshToken } = { accessToken: "", refreshToken: "", ...credentials };
  return { accessToken, refreshToken };
}
