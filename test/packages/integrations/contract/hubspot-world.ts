import { HubSpotCustomers } from "@coccinelle/integrations";
import { HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { simulateHubspot } from "../hubspot/simulated-hubspot.ts";
import {
  type CallKind,
  type Crm,
  createRefuser,
  type FaultKind,
  type Person,
  type PersonField,
  type PersonValues,
} from "./crm-world.ts";

const PROPERTIES: Record<PersonField, string> = {
  key: "coccinelle_customer_id",
  firstName: "firstname",
  lastName: "lastname",
  email: "email",
  phone: "phone",
  mobile: "mobilephone",
  city: "city",
  title: "jobtitle",
  segment: "coccinelle_segment",
  tags: "coccinelle_tags",
  totalOrders: "coccinelle_total_orders",
  totalRevenue: "coccinelle_total_revenue",
  optedOut: "coccinelle_opted_out",
  leadSource: "coccinelle_lead_source",
  owner: "hubspot_owner_id",
  crmOptOut: "hs_email_optout",
};
const ACTIVITY_TYPES = ["communications", "calls", "emails", "notes"] as const;
const BODIES = ["hs_communication_body", "hs_call_body", "hs_email_text", "hs_note_body"];
const OWNERS = ["7", "8"].map((id) => ({ id, email: `${id}@example.com`, firstName: "A", lastName: id }));

const CALLS: Record<CallKind, RegExp> = {
  any: /./,
  look: /\/contacts\/(?:batch\/read|search)$/,
  update: /\/contacts\/batch\/update$/,
  create: /\/contacts\/batch\/upsert$/,
  activity: /\/(?:communications|calls|emails|notes)\/batch\/(?:create|upsert)$/,
  note: /\/notes\//,
};

function toPerson({ id, properties }: { id: string; properties: Record<string, string> }): Person {
  const entries = Object.entries(PROPERTIES).map(([field, name]) => [field, properties[name] || null]);
  return { id, ...(Object.fromEntries(entries) as Record<PersonField, string | null>) };
}

function toProperties(values: PersonValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [PROPERTIES[field as PersonField], value ?? ""]),
  );
}

export const HUBSPOT: Crm = {
  name: "HubSpot",
  marks: ["key", "none"],
  nameOf: (field) => PROPERTIES[field],
  callsOfNewPage: 3,
  callsBefore: 1,
  changePageSize: 200,
  async create(options = {}) {
    const fields = Object.fromEntries(
      Object.entries(options.fields ?? {}).map(([field, { to, rule }]) => [
        field,
        {
          ...(to !== undefined && { property: to === "missing" ? "missing" : PROPERTIES[to] }),
          ...(rule !== undefined && { rule }),
        },
      ]),
    );
    const scopes = HUBSPOT_SCOPES.filter(
      (scope) => !options.mayNotChangeSchema || scope !== "crm.schemas.contacts.write",
    );
    const settings = {
      fields,
      activityKeys: options.mark === "key",
      ...(options.boundTo && { portalId: options.boundTo.accountId }),
    };
    const portalId = options.account === "second" ? 2_000_002 : 1_000_001;
    const refusal = {
      category: "VALIDATION_ERROR",
      message: "a value is refused",
      context: { properties: ["city"] },
    };
    const { intercept, countRefused } = createRefuser(options.refusedCity, () =>
      Response.json(refusal, { status: 400 }),
    );
    const simulated = await simulateHubspot({
      settings,
      scopes,
      portalId,
      intercept,
      searchLagMs: options.isSearchLate ? 20_000 : 0,
      owners: OWNERS,
      isSetUp: options.isSetUp ?? true,
      refusesWholeBatches: options.refusesWholeRequests ?? false,
      ...(options.demandsCity && { requiredProperties: { contacts: ["city"] } }),
      ...(options.mark === "key" && { uniquePropertyTypes: ["contacts", ...ACTIVITY_TYPES] }),
    });
    const { sandbox, adapter, connect, now, advance, accessToken } = simulated;
    const people = () => sandbox.records("contacts").filter(({ archived }) => !archived);
    const matches = (kind: CallKind) => (call: { path: string }) => CALLS[kind].test(call.path);
    return {
      accountId: String(portalId),
      adapter,
      reconnect: (known = {}) => connect({ ...settings, ...known }),
      now,
      advance,
      countCalls: (kind = "any") => sandbox.calls.filter(matches(kind)).length,
      countRefused,
      ownerIds: ["7", "8"],
      people: () => people().map(toPerson),
      getPerson(id) {
        const contact = sandbox.records("contacts").find((each) => each.id === id);
        if (!contact) throw new Error("there is no such contact");
        return toPerson(contact);
      },
      addPerson: (values) => sandbox.add("contacts", toProperties(values)),
      editPerson: (id, values) => sandbox.edit(id, toProperties(values)),
      deletePerson: (id) => sandbox.remove(id),
      mergePeople: (winnerId, loserId) => sandbox.merge(winnerId, loserId),
      activities: () =>
        ACTIVITY_TYPES.flatMap((type) => sandbox.records(type))
          .filter(({ archived }) => !archived)
          .map(({ id, properties, associations }) => ({
            id,
            contactId: associations.contacts?.[0],
            text: BODIES.map((name) => properties[name]).find(Boolean) ?? "",
          })),
      editActivity(id, text) {
        const type = ACTIVITY_TYPES.findIndex((each) =>
          sandbox.records(each).some((record) => record.id === id),
        );
        sandbox.edit(id, { [BODIES[type] ?? ""]: text });
      },
      deleteActivity: (id) => sandbox.remove(id),
      fail: (kind, fault: FaultKind, times = 1) =>
        sandbox.faults.push({ match: matches(kind), kind: fault, times }),
      refuse: (kind, times = 1) =>
        sandbox.faults.push({ match: matches(kind), kind: "status", status: 400, times }),
      limit: (kind, times = 1) =>
        sandbox.faults.push({
          match: matches(kind),
          kind: "status",
          status: 429,
          retryAfterSeconds: 7,
          times,
        }),
      failAt(faults) {
        const before = sandbox.calls.length;
        for (const [at, kind] of Object.entries(faults)) {
          const match = () => sandbox.calls.length - 1 - before === Number(at);
          sandbox.faults.push(
            kind === "limit" ? { match, kind: "status", status: 429, times: 1 } : { match, kind, times: 1 },
          );
        }
      },
      clearFaults: () => sandbox.faults.clear(),
      withdrawField(field) {
        const before = sandbox.export();
        const kept = before.properties.contacts.filter(({ name }) => name !== PROPERTIES[field]);
        sandbox.import({ ...before, properties: { ...before.properties, contacts: kept } });
        return () => {
          const state = sandbox.export();
          sandbox.import({ ...state, properties: before.properties });
        };
      },
      urlOf: (id) => `https://app.hubspot.com/contacts/${portalId}/record/0-1/${id}`,
      connectCustomers: () =>
        new HubSpotCustomers({
          accessToken,
          portalId: String(portalId),
          fetch: (request) => sandbox.fetch(request),
        }),
    };
  },
};
