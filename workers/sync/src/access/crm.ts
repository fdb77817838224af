import { ConfigurationError, type CrmAdapter } from "@coccinelle/core";
import type {
  Access as AccessToken,
  AuthorizationGrant,
  AuthorizationRequest,
  GetAccess,
  Platform,
} from "@coccinelle/integrations";
import type { PassSettings } from "../engine/pass-context.ts";

/** The result of a renewal. */
export type Renewed<Credentials, Access> =
  /** New credentials are stored before they are used, since the CRM may have ended the old ones. */
  | { kind: "credentials"; credentials: Credentials }
  /** Access for memory alone, since signing in gives another at any time. It is the same as before where it cannot be renewed. */
  | { kind: "access"; access: Access };

/** The part of a zod schema that parses credentials and settings. */
export interface Schema<Output> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: Output }
    | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
}

/** The part of the access that is particular to one CRM. `CrmLink` does what is the same for all CRMs. */
export interface Crm<Credentials extends object, Access extends AccessToken, Settings extends PassSettings> {
  credentials: Schema<Credentials>;
  settings: Schema<Settings>;
  /** Gives a maker of adapters for one account. They share the account's limits. */
  openAccount(getAccess: GetAccess<Access>): (settings: Settings) => CrmAdapter;
  /**
   * The access that the credentials hold. Null where signing in with them gives the access.
   *
   * @throws ConfigurationError for a host that is not the CRM's
   */
  toAccess(credentials: Credentials): Access | null;
  /** The time at which the credentials have to be renewed. Null: not before the CRM refuses their access. */
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
}

type VariableName = { [Name in keyof Env]: Env[Name] extends string ? Name : never }[keyof Env];

/** @throws ConfigurationError naming the variable that is missing, and its purpose */
export function requiredVariable(env: Env, name: VariableName, purpose: string): string {
  if (env[name]) return env[name];
  throw new ConfigurationError(`${name} is not set: ${purpose} without it`);
}
