import type { ContactOutcome, ContactPush, CrmAdapter } from "@coccinelle/core";
import type { SalesforceSandbox } from "@coccinelle/sandbox";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { pushUntilSynced } from "../contract/push-until-synced.ts";
import { firstPush, newCustomer } from "../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

const KINDS = ["fail-before", "fail-after", "time-out", "drop-answer", "status"] as const;

/** The faults by the number of the call that meets them, counted from 0. */
const faultsAt = fc.dictionary(fc.integer({ min: 0, max: 30 }).map(String), fc.constantFrom(...KINDS), {
  maxKeys: 12,
});
/** The numbers of written records that another write holds, counted from 0. */
const locksAt = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 5 });
/** Whether the answer to a call is lost, as in a crash before the answer is stored. */
const losses = fc.infiniteStream(fc.boolean());

const MAX_ROUNDS = 60;

interface Trouble {
  faults: Record<string, (typeof KINDS)[number]>;
  locks: readonly number[];
}

function cause(sandbox: SalesforceSandbox, { faults, locks }: Trouble): void {
  const before = sandbox.calls.length;
  const times = Number.POSITIVE_INFINITY;
  sandbox.faults.push(
    ...KINDS.map((kind) => ({
      match: () => faults[String(sandbox.calls.length - 1 - before)] === kind,
      kind,
      ...(kind === "status" && { status: 403, errorCode: "REQUEST_LIMIT_EXCEEDED" }),
      times,
    })),
  );
  let written = 0;
  sandbox.rowFaults.push({
    match: () => {
      written += 1;
      return locks.includes(written - 1);
    },
    errorCode: "UNABLE_TO_LOCK_ROW",
    times,
  });
}

function note(mapped: Map<string, string>, outcomes: readonly ContactOutcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === "synced") mapped.set(outcome.prospectId, outcome.externalId);
  }
}

const openOf = (page: readonly ContactPush[], mapped: ReadonlyMap<string, string>) =>
  page.filter(({ customer }) => !mapped.has(customer.id));

interface Load {
  connect: () => CrmAdapter;
  isLost: () => boolean;
  wait: (ms: number) => void;
}

/** Loads as an engine does that may crash between any two steps and then knows only what it has stored. */
async function loadByJobs(
  page: readonly ContactPush[],
  mapped: Map<string, string>,
  { connect, isLost, wait }: Load,
): Promise<void> {
  let adapter = connect();
  let job: { id: string; isSent: boolean } | null = null;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { bulk } = adapter;
    const open = openOf(page, mapped);
    if (!bulk || open.length === 0) return;
    try {
      if (job === null) {
        const id = await bulk.open();
        if (!isLost()) job = { id, isSent: false };
      } else if (!job.isSent) {
        const outcomes = await bulk.send(job.id, open);
        if (!isLost()) {
          note(mapped, outcomes);
          job.isSent = true;
        }
      } else {
        const outcomes = await bulk.collect(job.id, open);
        if (outcomes !== null && !isLost()) {
          note(mapped, outcomes);
          return;
        }
      }
      if (isLost()) adapter = connect();
    } catch {
      wait(20 * 60_000);
    }
  }
}

function newPages(): ContactPush[][] {
  return [
    [newCustomer(), newCustomer({ email: "known@example.com" }), newCustomer({ email: null })],
    [
      newCustomer({ email: "bad" }),
      newCustomer({ firstName: null, lastName: null, email: null, phone: null }),
      newCustomer({ email: null, phone: "+33698765432" }),
    ],
  ].map((customers) => customers.map(firstPush));
}

function addKnown(sandbox: SalesforceSandbox): string[] {
  return [
    sandbox.add("Contact", { LastName: "Known", Email: "Known@example.com" }),
    sandbox.add("Contact", { LastName: "Called", MobilePhone: "06 98 76 54 32" }),
  ];
}

function expectOneRecordEach(sandbox: SalesforceSandbox, mapped: Map<string, string>, known: string[]) {
  const contacts = listLiving(sandbox);
  const held = contacts.map(({ id, values }) => [values.Coccinelle_Customer_Id__c, id]);
  expect(Object.fromEntries(held)).toEqual(Object.fromEntries(mapped));
  expect(mapped.size).toBe(6);
  expect(contacts).toHaveLength(6);
  expect([...mapped.values()]).toEqual(expect.arrayContaining(known));
}

describe("a first load by a job", () => {
  it("and by pages for the others leaves each customer with one record, whatever fails and is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        faultsAt,
        locksAt,
        losses,
        fc.constantFrom("refused", "spoils-job"),
        fc.integer({ min: 1, max: 3 }),
        async (faults, locks, lost, secondUpload, pollsUntilJobEnds) => {
          const { sandbox, connect, advance } = await simulateSalesforce({ secondUpload, pollsUntilJobEnds });
          const known = addKnown(sandbox);
          cause(sandbox, { faults, locks });
          const mapped = new Map<string, string>();
          const isLost = () => lost.next().value ?? false;
          const load = { connect, isLost, wait: advance };
          const pages = newPages();
          await loadByJobs(pages.flat(), mapped, load);
          await pushUntilSynced({ reconnect: connect, advance }, pages, mapped, isLost);
          expectOneRecordEach(sandbox, mapped, known);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });
});
