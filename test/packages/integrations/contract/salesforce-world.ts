import { SalesforceCustomers } from "@coccinelle/integrations";
import type { SalesforceFieldValues, SalesforceRecord } from "@coccinelle/sandbox";
import { listLiving, simulateSalesforce } from "../salesforce/simulated-salesforce.ts";
import {
  type CallKind,
  type Crm,
  createRefuser,
  type FaultKind,
  type Person,
  type PersonField,
  type PersonValues,
} from "./crm-world.ts";

const FIELDS: Record<PersonField, string> = {
  key: "Coccinelle_Customer_Id__c",
  firstName: "FirstName",
  lastName: "LastName",
  email: "Email",
  phone: "Phone",
  mobile: "MobilePhone",
  city: "MailingCity",
  title: "Title",
  segment: "Coccinelle_Segment__c",
  tags: "Coccinelle_Tags__c",
  totalOrders: "Coccinelle_Orders__c",
  totalRevenue: "Coccinelle_Revenue__c",
  optedOut: "Coccinelle_Opted_Out__c",
  leadSource: "LeadSource",
  owner: "OwnerId",
  crmOptOut: "HasOptedOutOfEmail",
};
const NUMBERS: readonly string[] = ["totalOrders", "totalRevenue"];
const FLAGS: readonly string[] = ["optedOut", "crmOptOut"];
const INSTANCE_URL = "https://acme.my.salesforce.com";

interface Call {
  method: string;
  path: string;
}

const CALLS: Record<CallKind, (call: Call) => boolean> = {
  any: () => true,
  look: ({ path }) => path.startsWith("/query"),
  update: ({ method, path }) => method === "PATCH" && path === "/composite/sobjects",
  create: ({ method, path }) => method === "PATCH" && path.startsWith("/composite/sobjects/"),
  activity: ({ method, path }) => method === "POST" && path.startsWith("/composite/sobjects"),
  note: ({ method, path }) => method !== "GET" && path.startsWith("/composite/sobjects"),
};
const LIMIT = { kind: "status", status: 403, errorCode: "REQUEST_LIMIT_EXCEEDED" } as const;

const MARKS = {
  key: { settings: { activityKeys: true } },
  none: { allowsActivityKeys: false },
  field: {
    customFields: [
      { object: "Activity", name: "Coccinelle_Activity_Id__c", type: "Text", length: 255 },
    ] as const,
  },
};

function toPerson({ id, values }: SalesforceRecord): Person {
  const entries = Object.entries(FIELDS).map(([field, name]) => {
    const value = values[name] ?? null;
    return [field, value === null || value === "" ? null : String(value)];
  });
  return { id, ...(Object.fromEntries(entries) as Record<PersonField, string | null>) };
}

function toValues(values: PersonValues): SalesforceFieldValues {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const name = FIELDS[field as PersonField];
      if (value === null || value === undefined) return [name, null];
      if (NUMBERS.includes(field)) return [name, Number(value)];
      return [name, FLAGS.includes(field) ? value === "true" : value];
    }),
  );
}

export const SALESFORCE: Crm = {
  name: "Salesforce",
  marks: ["key", "field", "none"],
  nameOf: (field) => FIELDS[field],
  callsOfNewPage: 2,
  callsBefore: 2,
  changePageSize: 2000,
  async create(options = {}) {
    const mapped = Object.entries(options.fields ?? {}).map(([field, { to, rule }]) => [
      field,
      {
        ...(to !== undefined && { field: to === "missing" ? "Missing__c" : FIELDS[to] }),
        ...(rule !== undefined && { rule }),
      },
    ]);
    const fields = Object.fromEntries(options.demandsCity ? [["city", { field: "Town__c" }]] : mapped);
    const mark = MARKS[(options.mark ?? "field") as keyof typeof MARKS];
    const settings = {
      fields,
      ...("settings" in mark && mark.settings),
      ...(options.boundTo && { organizationId: options.boundTo.accountId }),
    };
    const refusal = [
      { errorCode: "JSON_PARSER_ERROR", message: "a value is refused", fields: ["MailingCity"] },
    ];
    const { intercept, countRefused } = createRefuser(options.refusedCity, () =>
      Response.json(refusal, { status: 400 }),
    );
    const simulated = await simulateSalesforce({
      ...(options.mark !== undefined && mark),
      settings,
      intercept,
      isSetUp: options.isSetUp ?? true,
      organizationNumber: options.account === "second" ? 2 : 1,
      refusesWholeCalls: options.refusesWholeRequests ?? false,
      users: ["api", "ann"].map((name) => ({ username: `${name}@example.com`, name })),
      ...(options.mayNotChangeSchema && {
        rights: { customizeApplication: false, managePermissionSets: false },
      }),
      ...(options.demandsCity && {
        customFields: [{ object: "Contact", name: "Town__c", type: "Text", length: 80, required: true }],
      }),
    });
    const { sandbox, adapter, connect, now, advance, accessToken } = simulated;
    const ownerIds = sandbox.records("User").map(({ id }) => id);
    return {
      accountId: sandbox.organizationId,
      adapter,
      reconnect: (known = {}) => connect({ ...settings, ...known }),
      now,
      advance,
      countCalls: (kind = "any") => sandbox.calls.filter(CALLS[kind]).length,
      countRefused,
      ownerIds: [ownerIds[0] ?? "", ownerIds[1] ?? ""],
      people: () => listLiving(sandbox).map(toPerson),
      getPerson(id) {
        const record = sandbox.records("Contact").find((each) => each.id === id);
        if (!record) throw new Error("there is no such contact");
        return toPerson(record);
      },
      addPerson: (values) => sandbox.add("Contact", toValues({ lastName: "Person", ...values })),
      editPerson: (id, values) => sandbox.edit(id, toValues(values)),
      deletePerson: (id) => sandbox.remove(id),
      mergePeople(winnerId, loserId) {
        sandbox.merge(winnerId, loserId);
        return winnerId;
      },
      activities: () =>
        listLiving(sandbox, "Task").map(({ id, values }) => ({
          id,
          contactId: values.WhoId === null ? undefined : String(values.WhoId),
          text: String(values.Description ?? ""),
        })),
      editActivity: (id, text) => sandbox.edit(id, { Description: text }),
      deleteActivity: (id) => sandbox.remove(id),
      fail: (kind, fault: FaultKind, times = 1) =>
        sandbox.faults.push({ match: CALLS[kind], kind: fault, times }),
      refuse: (kind, times = 1) =>
        sandbox.faults.push({
          match: CALLS[kind],
          kind: "status",
          status: 403,
          errorCode: "INSUFFICIENT_ACCESS",
          times,
        }),
      limit: (kind, times = 1) => sandbox.faults.push({ match: CALLS[kind], ...LIMIT, times }),
      failAt(faults) {
        const before = sandbox.calls.length;
        for (const [at, kind] of Object.entries(faults)) {
          const match = () => sandbox.calls.length - 1 - before === Number(at);
          sandbox.faults.push(kind === "limit" ? { match, ...LIMIT, times: 1 } : { match, kind, times: 1 });
        }
      },
      clearFaults: () => sandbox.faults.clear(),
      withdrawField(field) {
        const before = sandbox.export();
        const { Contact = [] } = before.customFields;
        const kept = Contact.filter(({ name }) => name !== FIELDS[field]);
        sandbox.import({ ...before, customFields: { ...before.customFields, Contact: kept } });
        return () => {
          const state = sandbox.export();
          sandbox.import({ ...state, customFields: before.customFields });
        };
      },
      urlOf: (id) => `${INSTANCE_URL}/${id}`,
      connectCustomers: () =>
        new SalesforceCustomers({
          instanceUrl: INSTANCE_URL,
          accessToken,
          fetch: (request) => sandbox.fetch(request),
        }),
    };
  },
};
