import { env } from "cloudflare:workers";
import type { HubspotCredentials } from "@coccinelle/core";
import {
  createHubspotSandbox,
  HUBSPOT_SCOPES,
  type HubspotSandbox,
  type HubspotSandboxOptions,
} from "@coccinelle/sandbox";
import { type CrmOptions, newRef, newTenantWithCrm, newTime } from "./tenant-with-crm.ts";

/** Limits that no test comes near, so that none waits for one. */
const WIDE_LIMITS = {
  perTenSeconds: 1_000_000,
  oauthPerTenSeconds: 1_000_000,
  searchesPerSecond: 1_000_000,
  perDay: 1_000_000_000,
};

interface HubspotWorldOptions extends CrmOptions<HubspotSandbox, HubspotCredentials> {
  hubspot?: Partial<HubspotSandboxOptions>;
  scopes?: readonly string[];
}

/** A tenant with an integration, an object and a HubSpot account that no other test has. */
export async function newHubspotWorld({
  tenantId,
  hubspot = {},
  scopes = HUBSPOT_SCOPES,
  settings,
  credentials,
}: HubspotWorldOptions = {}) {
  const ref = newRef(tenantId);
  const accessToken = crypto.randomUUID();
  const time = newTime();
  const sandbox = createHubspotSandbox({
    clock: time.now,
    newId: () => crypto.randomUUID(),
    sleep: time.sleep,
    serviceKeys: { [accessToken]: scopes },
    limits: WIDE_LIMITS,
    oauth: {
      clientId: env.HUBSPOT_CLIENT_ID,
      clientSecret: env.HUBSPOT_CLIENT_SECRET,
      accessTokenSeconds: 1800,
      refreshTokenSeconds: null,
      rotatesRefreshTokens: true,
    },
    ...hubspot,
  });
  const host = `${ref.integrationId}.hubspot.test`;
  Object.assign(env, { HUBSPOT_API_URL: `https://${host}` });
  const tenant = await newTenantWithCrm<HubspotCredentials>({
    ref,
    system: "hubspot",
    host,
    sandbox,
    settings,
    credentials: credentials === null ? null : (credentials?.(sandbox) ?? { accessToken }),
  });
  return {
    ...tenant,
    sandbox,
    accessToken,
    /** The first names of all contacts in HubSpot. */
    firstNames: () => sandbox.records("contacts").map(({ properties }) => properties.firstname),
    /** Puts the stand-in's clock forward. */
    advance(ms: number) {
      time.aheadMs += ms;
    },
  };
}

export type HubspotWorld = Awaited<ReturnType<typeof newHubspotWorld>>;
