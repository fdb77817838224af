import { createSalesforceSandbox, type SalesforceFieldValue } from "@coccinelle/sandbox";
import type { CallFault, StandIn, StandInDeps } from "./stand-in.ts";

export const SALESFORCE_FAULTS: readonly CallFault[] = [
  { kind: "fail-before" },
  { kind: "fail-after" },
  { kind: "time-out" },
  { kind: "drop-answer" },
  ...[401, 403, 500, 502, 503].map((status) => ({ kind: "status", status }) as const),
];
/** What tells whose a task is, in organisations that have no field for it. */
const MARK = /\n\n\[Coccinelle [^\]]*\]$/;
const WRITES = /^\/(composite|jobs)\//;

export function createSalesforceStandIn({ clock, random }: StandInDeps): StandIn {
  const accessToken = crypto.randomUUID();
  const hasActivityKeys = random() < 0.5;
  const sandbox = createSalesforceSandbox({
    clock,
    newId: () => crypto.randomUUID(),
    sleep: async () => undefined,
    accessTokens: [accessToken],
    allowsActivityKeys: hasActivityKeys,
    refusesWholeCalls: random() < 0.3,
    upsertFindsDeleted: random() < 0.3,
  });
  const living = (type: "Contact" | "Task") => sandbox.records(type).filter(({ isDeleted }) => !isDeleted);
  return {
    system: "salesforce",
    variables: { SALESFORCE_LOGIN_URL: "https://login.salesforce.com" },
    credentials: { instanceUrl: "https://acme.my.salesforce.com", accessToken },
    settings: { deletion: random() < 0.3 ? "erase" : "archive" },
    hasActivityKeys,
    fetch: (request) => sandbox.fetch(request),
    faults: sandbox.faults,
    countWrites: () =>
      sandbox.calls.filter(({ method, path }) => method !== "GET" && WRITES.test(path)).length,
    listContacts: () =>
      living("Contact").map(({ id, values }) => ({
        id,
        prospectId: toText(values.Coccinelle_Customer_Id__c),
        emails: [toText(values.Email) ?? ""],
        segment: toText(values.Coccinelle_Segment__c),
        tags: toText(values.Coccinelle_Tags__c),
        isMarkedOptedOut: values.Coccinelle_Opted_Out__c === true,
      })),
    listActivities: () =>
      living("Task").map(({ id, values }) => ({
        id,
        contactIds: [toText(values.WhoId) ?? ""],
        text: (toText(values.Description) ?? "").replace(MARK, ""),
      })),
    addContact: (email) => sandbox.add("Contact", { Email: email, LastName: "Added" }),
    renameContact: (id) => sandbox.edit(id, { LastName: "Renamed" }),
    advanceContact: (id) => sandbox.edit(id, { Title: "Evangelist" }),
    optOutContact: (id) => sandbox.edit(id, { HasOptedOutOfEmail: true }),
    removeContact: (id) => sandbox.remove(id),
    mergeContacts(primaryId, secondaryId) {
      sandbox.merge(primaryId, secondaryId);
      return primaryId;
    },
    removeActivity: (id) => sandbox.remove(id),
  };
}

function toText(value: SalesforceFieldValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
