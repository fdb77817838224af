import { type HubspotAuthorization, HubspotCredentials, SyncSettings } from "@coccinelle/core";
import {
  type Access,
  createHubspotAdapter,
  exchangeHubspotCode,
  type HubspotOAuthClient,
  HubspotSettings,
  type HubspotTokens,
  hubspotAuthorizeUrl,
  newHubspotCallState,
  refreshHubspotTokens,
} from "@coccinelle/integrations";
import { type Crm, type CrmDeps, requiredVariable } from "../access/crm.ts";

const DEFAULT_API_URL = "https://api.hubapi.com";

type Settings = HubspotSettings & SyncSettings;

export function createHubspot({ env, ...deps }: CrmDeps): Crm<HubspotCredentials, Access, Settings> {
  const apiUrl = env.HUBSPOT_API_URL || DEFAULT_API_URL;

  function getClient(): HubspotOAuthClient {
    const purpose = "HubSpot cannot be asked for an authorisation";
    return {
      ...deps,
      apiUrl,
      clientId: requiredVariable(env, "HUBSPOT_CLIENT_ID", purpose),
      clientSecret: requiredVariable(env, "HUBSPOT_CLIENT_SECRET", purpose),
    };
  }

  /** The tokens' time runs from the request for them, since the answer takes a while. */
  async function authorized(request: () => Promise<HubspotTokens>): Promise<HubspotAuthorization> {
    const askedAtMs = deps.clock().getTime();
    const { accessToken, refreshToken, expiresInSeconds } = await request();
    const expiresAt = new Date(askedAtMs + expiresInSeconds * 1000).toISOString();
    return { accessToken, refreshToken, expiresAt };
  }

  return {
    credentials: HubspotCredentials,
    settings: HubspotSettings.extend(SyncSettings.shape),
    openAccount(getAccess) {
      const callState = newHubspotCallState();
      return (settings) => createHubspotAdapter({ ...deps, apiUrl, getAccess, callState, settings });
    },
    toAccess: ({ accessToken }) => ({ accessToken }),
    renewBy: (credentials) => ("expiresAt" in credentials ? new Date(credentials.expiresAt) : null),
    async renew(credentials) {
      if (!("refreshToken" in credentials)) return { kind: "access", access: credentials };
      const { refreshToken } = credentials;
      const renewed = await authorized(async () => refreshHubspotTokens(getClient(), refreshToken));
      return { kind: "credentials", credentials: renewed };
    },
    authorizeUrl: (request) => hubspotAuthorizeUrl(getClient(), request),
    exchangeCode: (grant) => authorized(async () => exchangeHubspotCode(getClient(), grant)),
  };
}
