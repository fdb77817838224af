import type { CrmAdapter } from "@coccinelle/core";
import type { Platform } from "@coccinelle/integrations";
import type { PassSettings } from "../engine/pass-context.ts";

/** What each call to a CRM takes, at least. */
export interface AccessToken {
  accessToken: string;
}

/**
 * For each call. With `refused`, that token was refused: a new one is to be fetched, unless it has been
 * replaced already. Access that cannot be renewed is given again.
 */
export type GetAccess<Access> = (options?: { refused: string }) => Promise<Access>;

/** What renewing came to. */
export type Renewed<Credentials, Access> =
  /** To be stored before they are used: the CRM may have ended the old ones. */
  | { kind: "credentials"; credentials: Credentials }
  /** For memory alone: signing in gives another at any time. The same as before where it cannot be renewed. */
  | { kind: "access"; access: Access };

/** Where a person is sent to. The challenge is RFC 7636's, S256. */
export interface AuthorizationRequest {
  redirectUri: string;
  state: string;
  codeChallenge: string;
}

/** What a person came back with. */
export interface AuthorizationGrant {
  code: string;
  redirectUri: string;
  codeVerifier: string;
}

/** A zod schema, as far as it is used here. */
export interface Schema<Output> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: Output }
    | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
}

/** What is particular to one CRM; `CrmLink` does what is the same for all of them. */
export interface Crm<Credentials extends object, Access extends AccessToken, Settings extends PassSettings> {
  credentials: Schema<Credentials>;
  settings: Schema<Settings>;
  /** Makes the adapters of one account: they share how far its limits are used. */
  openAccount(getAccess: GetAccess<Access>): (settings: Settings) => CrmAdapter;
  /**
   * The access that the credentials hold; null where it is got by signing in with them.
   *
   * @throws ConfigurationError for a host that is not the CRM's
   */
  toAccess(credentials: Credentials): Access | null;
  /** When they have to be renewed at the latest; null: not before their access is refused. */
  renewBy(credentials: Credentials): Date | null;
  /** @throws AuthorizationError where a person has to act */
  renew(credentials: Credentials): Promise<Renewed<Credentials, Access>>;
  /** @throws ConfigurationError naming the variable that is missing */
  authorizeUrl(request: AuthorizationRequest): string;
  /** @throws AuthorizationError where the CRM does not take the code */
  exchangeCode(grant: AuthorizationGrant): Promise<Credentials>;
}

export interface CrmDeps extends Platform {
  env: Env;
  /** Null outside of a pass. */
  passToken: () => string | null;
}
