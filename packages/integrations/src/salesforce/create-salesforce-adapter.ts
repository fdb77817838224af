import type { CrmAdapter } from "@coccinelle/core";
import { pushContacts } from "../contacts/push-page.ts";
import { readContacts } from "../contacts/read-contacts.ts";
import { createCallLimiter } from "../http/call-limiter.ts";
import type { Platform } from "../http/platform.ts";
import { createTransport } from "../http/transport.ts";
import { pushActivities } from "./activities/push-activities.ts";
import { reviseNotes } from "./activities/revise-notes.ts";
import { createAdapterContext } from "./api/adapter-context.ts";
import { type SalesforceCallState, salesforceLimits } from "./api/call-limits.ts";
import { createSalesforceApi, MAX_COLLECTION_SIZE } from "./api/salesforce-api.ts";
import { type GetSalesforceAccess, salesforceHttp, TIMEOUT_MS } from "./api/salesforce-http.ts";
import { createBulkLoad } from "./contacts/bulk/bulk-load.ts";
import { createContactContext } from "./contacts/contact-context.ts";
import { createSalesforceVerbs } from "./contacts/contact-verbs.ts";
import { deleteContacts } from "./contacts/delete-contacts.ts";
import { createRemoteChangeLister } from "./contacts/list-remote-changes.ts";
import { awaitingPermission, withoutUnknownFields } from "./contacts/without-unknown-fields.ts";
import type { SalesforceSettings } from "./set-up/salesforce-settings.ts";
import { setUp } from "./set-up/set-up.ts";

export interface SalesforceAdapterDeps extends Platform {
  getAccess: GetSalesforceAccess;
  /** The deployer's `SALESFORCE_LOGIN_URL`: its origin is trusted as an organisation's address, too. */
  loginUrl: string;
  settings: SalesforceSettings;
  /** The organisation's limits. All adapters of the organisation share this object and keep it up to date. */
  callState: SalesforceCallState;
  /** Default 60 s. */
  timeoutMs?: number;
}

/**
 * Salesforce, to the sync engine: customers as contacts, leads or person accounts, found again by a unique
 * external id of ours, and activities as tasks.
 *
 * Keep the adapter between passes: it reads the organisation's schema once, and remembers which records it has
 * reported.
 */
export function createSalesforceAdapter(deps: SalesforceAdapterDeps): CrmAdapter {
  const { clock, settings, callState: state, timeoutMs = TIMEOUT_MS } = deps;
  const limiter = createCallLimiter({ ...deps, limits: salesforceLimits(settings.dailyShare), state });
  const crm = salesforceHttp(deps.loginUrl);
  const api = createSalesforceApi(createTransport({ ...deps, crm, limiter, timeoutMs }));
  const context = createContactContext(createAdapterContext(api, settings, clock));
  const verbs = createSalesforceVerbs(context);
  const listRemoteChanges = createRemoteChangeLister(context);
  return {
    system: "salesforce",
    contactPageSize: MAX_COLLECTION_SIZE,
    activityPageSize: MAX_COLLECTION_SIZE,
    activitiesNeedIntent: !settings.activityKeys,
    pushContacts: (page) => awaitingPermission(() => pushContacts(verbs, page)),
    pushActivities: (page) => pushActivities(context, page),
    reviseNotes: (page) => reviseNotes(context, page),
    deleteContacts: (page, mode) => withoutUnknownFields(context, () => deleteContacts(context, page, mode)),
    readContacts: (ids) => withoutUnknownFields(context, () => readContacts(verbs, ids)),
    listRemoteChanges: (after) => withoutUnknownFields(context, () => listRemoteChanges(after, clock())),
    bulk: createBulkLoad(context, verbs),
    setUp: () => setUp(context),
  };
}
