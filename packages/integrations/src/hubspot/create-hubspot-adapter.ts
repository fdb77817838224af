import type { CrmAdapter } from "@coccinelle/core";
import { pushContacts } from "../contacts/push-page.ts";
import { readContacts } from "../contacts/read-contacts.ts";
import { createCallLimiter } from "../http/call-limiter.ts";
import type { Platform } from "../http/platform.ts";
import { type Access, createTransport, type GetAccess } from "../http/transport.ts";
import { pushActivities } from "./activities/push-activities.ts";
import { reviseNotes } from "./activities/revise-notes.ts";
import { createAdapterContext } from "./api/adapter-context.ts";
import { type HubspotCallState, hubspotLimits } from "./api/call-limits.ts";
import { createHubspotApi } from "./api/hubspot-api.ts";
import { hubspotHttp, TIMEOUT_MS } from "./api/hubspot-http.ts";
import { createHubspotVerbs } from "./contacts/contact-verbs.ts";
import { deleteContacts } from "./contacts/delete-contacts.ts";
import { createRemoteChangeLister } from "./contacts/list-remote-changes.ts";
import type { HubspotSettings } from "./set-up/hubspot-settings.ts";
import { setUp } from "./set-up/set-up.ts";

/** Inputs of one batch. */
const CONTACT_PAGE_SIZE = 100;
/**
 * A page is sorted by type and then cut into batches of 100. The last batch of each type need not be full, so a
 * page is large enough that these add few calls. It is small enough that its texts fit into memory.
 */
const ACTIVITY_PAGE_SIZE = 4000;

export interface HubspotAdapterDeps extends Platform {
  getAccess: GetAccess<Access>;
  /** An origin, such as `https://api.hubapi.com`. */
  apiUrl: string;
  settings: HubspotSettings;
  /** The portal's limits. All adapters of the portal share this object and keep it up to date. */
  callState: HubspotCallState;
  /** Default 30 s. */
  timeoutMs?: number;
}

/**
 * HubSpot, to the sync engine: customers as contacts, found again by a unique property of ours, and
 * activities as its own communications, calls, e-mails and notes.
 *
 * Keep the adapter between passes: it reads the account's schema once, and remembers which contacts it has
 * reported. It waits for the ten-second limit; any other limit is a `RetryAfterError`.
 */
export function createHubspotAdapter(deps: HubspotAdapterDeps): CrmAdapter {
  const { clock, settings, callState: state, timeoutMs = TIMEOUT_MS } = deps;
  const limiter = createCallLimiter({ ...deps, limits: hubspotLimits(settings.dailyShare), state });
  const crm = hubspotHttp(deps.apiUrl);
  const api = createHubspotApi(createTransport({ ...deps, crm, limiter, timeoutMs }));
  const context = createAdapterContext(api, settings, clock);
  const verbs = createHubspotVerbs(context);
  const listRemoteChanges = createRemoteChangeLister(context);
  return {
    system: "hubspot",
    contactPageSize: CONTACT_PAGE_SIZE,
    activityPageSize: ACTIVITY_PAGE_SIZE,
    activitiesNeedIntent: !settings.activityKeys,
    pushContacts: (page) => pushContacts(verbs, page),
    pushActivities: (page) => pushActivities(context, page),
    reviseNotes: (page) => reviseNotes(context, page),
    deleteContacts: (page, mode) => deleteContacts(context, page, mode),
    readContacts: (externalIds) => readContacts(verbs, externalIds),
    listRemoteChanges: (after) => listRemoteChanges(after, clock()),
    bulk: null,
    setUp: () => setUp(context),
  };
}
