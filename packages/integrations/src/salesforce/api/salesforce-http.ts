import { AuthorizationError } from "@coccinelle/core";
import type { CrmHttp, GetAccess } from "../../http/transport.ts";
import { isSalesforceInstanceUrl } from "../access/salesforce-hosts.ts";
import { readReason, translateAnswer } from "./translate-answer.ts";

/** A collection whose records start automations takes many seconds; Salesforce itself gives up after ten minutes. */
export const TIMEOUT_MS = 60_000;

/** What calls are made with. */
export interface SalesforceAccess {
  accessToken: string;
  /** The organisation's address. */
  instanceUrl: string;
}

export type GetSalesforceAccess = GetAccess<SalesforceAccess>;

/** Doing these twice does no harm: they read, or name the record that they write. */
const REPEATABLE_METHODS: readonly string[] = ["GET", "PATCH", "DELETE"];

/**
 * How Salesforce is called: at the organisation's own address.
 *
 * @param loginUrl the deployer's `SALESFORCE_LOGIN_URL`: its origin is trusted as an organisation's address, too
 */
export function salesforceHttp(loginUrl: string): CrmHttp<SalesforceAccess, "any"> {
  return {
    name: "Salesforce",
    prepare({ path, headers }, { instanceUrl }) {
      if (!isSalesforceInstanceUrl(instanceUrl, loginUrl)) {
        throw new AuthorizationError(
          "The address of the organisation is none of Salesforce's: its own My Domain has to be entered",
        );
      }
      return { url: new URL(instanceUrl).origin + path, headers };
    },
    kindOf: () => "any",
    isRepeatable: ({ method }) => REPEATABLE_METHODS.includes(method),
    translate: translateAnswer,
    readReason,
  };
}
