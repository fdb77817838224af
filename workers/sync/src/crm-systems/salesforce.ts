import {
  ConfigurationError,
  type SalesforceAuthorization,
  SalesforceCredentials,
  type SalesforceGrant,
  SyncSettings,
} from "@coccinelle/core";
import {
  createSalesforceAdapter,
  exchangeSalesforceCode,
  isSalesforceInstanceUrl,
  isSalesforceLoginUrl,
  newSalesforceCallState,
  refreshSalesforceTokens,
  requestSalesforceAccess,
  type SalesforceAccess,
  type SalesforceOAuthClient,
  SalesforceSettings,
  salesforceAuthorizeUrl,
} from "@coccinelle/integrations";
import { type Crm, type CrmDeps, requiredVariable } from "../access/crm.ts";

const DEFAULT_LOGIN_URL = "https://login.salesforce.com";
/**
 * A refresh token ends after 30 idle days, while the access token goes on for as long as it is used. Every
 * integration has a pass in each week, if only for its reconcile, so a refresh token is idle for 21 days at most.
 */
const RENEW_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

type Settings = SalesforceSettings & SyncSettings;

export function createSalesforce({
  env,
  ...deps
}: CrmDeps): Crm<SalesforceCredentials, SalesforceAccess, Settings> {
  const loginUrl = env.SALESFORCE_LOGIN_URL || DEFAULT_LOGIN_URL;

  function getClient(): SalesforceOAuthClient {
    const purpose = "Salesforce cannot be asked for an authorisation";
    return {
      ...deps,
      loginUrl,
      clientId: requiredVariable(env, "SALESFORCE_CLIENT_ID", purpose),
      clientSecret: requiredVariable(env, "SALESFORCE_CLIENT_SECRET", purpose),
    };
  }

  async function granted(request: () => Promise<SalesforceAuthorization>): Promise<SalesforceGrant> {
    const renewedAt = deps.clock().toISOString();
    return { ...(await request()), renewedAt };
  }

  /** Checked each time, since an address that another program stored, or that a renewal gave, may lead anywhere. */
  function checkInstance({ accessToken, instanceUrl }: SalesforceAccess): SalesforceAccess {
    if (isSalesforceInstanceUrl(instanceUrl, loginUrl)) return { accessToken, instanceUrl };
    throw new ConfigurationError("instanceUrl is not the organisation's My Domain at Salesforce");
  }

  return {
    credentials: SalesforceCredentials,
    settings: SalesforceSettings.extend(SyncSettings.shape),
    openAccount(getAccess) {
      const callState = newSalesforceCallState();
      return (settings) => createSalesforceAdapter({ ...deps, loginUrl, getAccess, callState, settings });
    },
    toAccess: (credentials) => ("accessToken" in credentials ? checkInstance(credentials) : null),
    renewBy(credentials) {
      if (!("renewedAt" in credentials)) return null;
      return new Date(Date.parse(credentials.renewedAt) + RENEW_AFTER_MS);
    },
    async renew(credentials) {
      if ("refreshToken" in credentials) {
        const { refreshToken } = credentials;
        const renewed = await granted(async () => refreshSalesforceTokens(getClient(), refreshToken));
        return { kind: "credentials", credentials: renewed };
      }
      if ("accessToken" in credentials) return { kind: "access", access: checkInstance(credentials) };
      if (!isSalesforceLoginUrl(credentials.loginUrl, loginUrl)) {
        throw new ConfigurationError("loginUrl is no address at which Salesforce lets anybody sign in");
      }
      const access = await requestSalesforceAccess(credentials, { ...deps, loginUrl });
      return { kind: "access", access: checkInstance(access) };
    },
    authorizeUrl: (request) => salesforceAuthorizeUrl(getClient(), request),
    exchangeCode: (grant) => granted(async () => exchangeSalesforceCode(getClient(), grant)),
  };
}
