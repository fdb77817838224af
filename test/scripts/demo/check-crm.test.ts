import { describe, expect, it } from "vitest";
import { checkCrm } from "../../../scripts/demo/check-crm.ts";
import type { CustomerWithTimeline } from "../../../scripts/demo/operators-api.ts";
import type { CrmOutcome } from "../../../scripts/demo/run-crm.ts";

const activity = {
  id: "activity",
  type: "call",
  channel: "phone",
  description: "",
  metadata: null,
  createdAt: null,
};

function customer(name: string): CustomerWithTimeline {
  const [firstName = null, lastName = null] = name.split(" ");
  const unset = {
    phone: null,
    email: null,
    status: "new",
    createdAt: null,
    preferredChannel: null,
    segment: "prospect",
    totalOrders: 0,
    totalRevenue: 0,
    currency: "EUR",
    lastContactAt: null,
    lastOrderAt: null,
    address: null,
    city: null,
    postalCode: null,
    country: "FR",
    metadata: null,
    tags: [],
    notesCount: 0,
    activitiesCount: 1,
  };
  return { ...unset, id: name, tenantId: "demo", firstName, lastName, timeline: [activity] };
}

const customers = ["Sophie Martin", "Ann O'Neil", "Karim Benali"].map(customer);

/** The result of a run without faults: one customer is created, one had a record before, and one is refused. */
function goodOutcome(): CrmOutcome {
  const mapping = (prospectId: string, externalId: string | null, syncStatus: string, reason?: string) => ({
    prospectId,
    externalId,
    syncStatus,
    metadata: reason === undefined ? {} : { reason },
  });
  return {
    account: { name: "The CRM", knownBeforeId: "3", undecided: { "Sophie Martin": "blocked" } },
    mappings: [
      mapping("Sophie Martin", null, "blocked", "a rule refuses it"),
      mapping("Ann O'Neil", "2", "synced"),
      mapping("Karim Benali", "3", "synced"),
    ],
    records: [
      { id: "2", customerId: "Ann O'Neil" },
      { id: "3", customerId: "Karim Benali" },
    ],
    activities: [
      { id: "20", kind: "task", recordIds: ["2"] },
      { id: "30", kind: "task", recordIds: ["3"] },
    ],
  };
}

function failedStatements(outcome: CrmOutcome): string[] {
  return checkCrm(customers, outcome).flatMap(({ statement, problems }) =>
    problems.length > 0 ? [statement] : [],
  );
}

const RECORDS = "Every other customer has one record in The CRM, to which its mapping points";
const KNOWN = "Karim Benali, whom The CRM knew, keeps that record";
const REFUSED = "Sophie Martin is not in The CRM (blocked), with the reason";
const ACTIVITIES = "The CRM holds each activity of its customers once";

describe("checkCrm", () => {
  it("finds nothing where all is as it should be", () => {
    expect(failedStatements(goodOutcome())).toEqual([]);
  });

  it.each<[string, (outcome: CrmOutcome) => void, string[]]>([
    ["a second record", ({ records }) => records.push({ id: "9", customerId: "Ann O'Neil" }), [RECORDS]],
    ["a missing record", ({ records }) => records.shift(), [RECORDS]],
    [
      "a mapping to another record",
      ({ mappings }) => Object.assign(mappings[1] ?? {}, { externalId: "9" }),
      [RECORDS, ACTIVITIES],
    ],
    [
      "a mapping that failed",
      ({ mappings }) => Object.assign(mappings[1] ?? {}, { syncStatus: "error" }),
      [RECORDS],
    ],
    ["a record made anew", ({ account }) => Object.assign(account, { knownBeforeId: "8" }), [KNOWN]],
    [
      "a refusal without a reason",
      ({ mappings }) => Object.assign(mappings[0] ?? {}, { metadata: {} }),
      [REFUSED],
    ],
    [
      "an accepted customer that should be refused",
      ({ mappings }) => Object.assign(mappings[0] ?? {}, { syncStatus: "synced" }),
      [REFUSED, ACTIVITIES],
    ],
    [
      "a record of a refused customer",
      ({ records }) => records.push({ id: "1", customerId: "Sophie Martin" }),
      [REFUSED],
    ],
    ["no mapping at all", ({ mappings }) => mappings.shift(), [REFUSED]],
    ["a lost activity", ({ activities }) => activities.pop(), [ACTIVITIES]],
    [
      "a doubled activity",
      ({ activities }) => activities.push({ id: "31", kind: "task", recordIds: ["3"] }),
      [ACTIVITIES],
    ],
  ])("finds %s", (_name, spoil, statements) => {
    const outcome = goodOutcome();
    spoil(outcome);
    expect(failedStatements(outcome)).toEqual(statements);
  });
});
