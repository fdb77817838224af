import type { HubspotSandbox, SalesforceSandbox } from "@coccinelle/sandbox";
import type { RunningSandbox } from "../local/start-sandboxes.ts";
import type { CrmAccount } from "./crm-account.ts";
import { AMBIGUOUS, KNOWN_BEFORE, REFUSED } from "./scenario.ts";

/** The kinds of records that activities become. */
const ENGAGEMENTS = ["communications", "calls", "emails", "notes"] as const;

/** A HubSpot account in which one customer had a record before, and another one had two. */
export function prepareHubspot({ sandbox, integration }: RunningSandbox<HubspotSandbox>): CrmAccount {
  for (const lastname of ["O'Neil", "Oneil"]) {
    sandbox.add("contacts", { firstname: "Ann", lastname, phone: AMBIGUOUS.phone });
  }
  const known = { firstname: "Karim", lastname: "B.", phone: KNOWN_BEFORE.phone };
  return {
    name: "HubSpot",
    integration,
    knownBeforeId: sandbox.add("contacts", known),
    undecided: { [AMBIGUOUS.name]: "conflict" },
    listRecords: () =>
      sandbox
        .records("contacts")
        .map(({ id, properties }) => ({ id, customerId: properties.coccinelle_customer_id ?? null })),
    listActivities: () =>
      ENGAGEMENTS.flatMap((type) => sandbox.records(type)).map(({ id, type, associations }) => ({
        id,
        kind: type.replace(/s$/, ""),
        recordIds: associations.contacts ?? [],
      })),
  };
}

/** A Salesforce account in which one customer had a record before, and where a validation rule refuses another one. */
export function prepareSalesforce({ sandbox, integration }: RunningSandbox<SalesforceSandbox>): CrmAccount {
  sandbox.rowFaults.push({
    match: ({ object, values }) => object === "Contact" && values.LastName === REFUSED.lastName,
    errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    message: "Every contact needs a department.",
    times: Number.POSITIVE_INFINITY,
  });
  const known = { FirstName: "Karim", LastName: "B.", Phone: KNOWN_BEFORE.phone };
  return {
    name: "Salesforce",
    integration,
    knownBeforeId: sandbox.add("Contact", known),
    undecided: { [REFUSED.name]: "blocked" },
    listRecords: () =>
      sandbox.records("Contact").map(({ id, values }) => ({
        id,
        customerId: values.Coccinelle_Customer_Id__c ? String(values.Coccinelle_Customer_Id__c) : null,
      })),
    listActivities: () =>
      sandbox
        .records("Task")
        .map(({ id, values }) => ({ id, kind: "task", recordIds: [String(values.WhoId)] })),
  };
}
