import type { BulkLoad, ContactOutcome, ContactPush, CrmAdapter } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

function getBulk({ bulk }: CrmAdapter): BulkLoad {
  if (!bulk) throw new Error("there is no bulk load");
  return bulk;
}

/** Asks for the results until the job has ended. */
async function collectAll(bulk: BulkLoad, jobId: string, page: readonly ContactPush[]) {
  for (let poll = 0; poll < 10; poll += 1) {
    const outcomes = await bulk.collect(jobId, page);
    if (outcomes !== null) return outcomes;
  }
  throw new Error("the job does not end");
}

async function load(adapter: CrmAdapter, page: readonly ContactPush[]): Promise<ContactOutcome[]> {
  const bulk = getBulk(adapter);
  const jobId = await bulk.open();
  return [...(await bulk.send(jobId, page)), ...(await collectAll(bulk, jobId, page))];
}

describe("a bulk load", () => {
  it("makes the same contacts as pages do, whatever characters their values have", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customers = [
      newCustomer({ firstName: 'Ann "Nan", Ltd', lastName: " O'Neil\nsecond line", tags: ["a,b", 'c"d'] }),
      newCustomer({ firstName: null, email: null, totalRevenue: 12.5 }),
    ];
    const outcomes = await load(adapter, customers.map(firstPush));
    const byPages = await simulateSalesforce();
    const expected = await byPages.adapter.pushContacts(customers.map(firstPush));
    const withoutIds = (all: readonly ContactOutcome[]) =>
      all
        .map((outcome) => ({ ...outcome, externalId: "any" }))
        .toSorted((one, two) => (one.prospectId < two.prospectId ? -1 : 1));
    expect(withoutIds(outcomes)).toEqual(withoutIds(expected));
    const valuesIn = (each: typeof sandbox) =>
      each.records("Contact").map(({ values: { Id, CreatedById, OwnerId, ...values } }) => values);
    expect(valuesIn(sandbox)).toEqual(valuesIn(byPages.sandbox));
  });

  it("adopts records that are in Salesforce already, and leaves unclear ones to a person", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const adopted = sandbox.add("Contact", { LastName: "Ann", Email: "ann@example.com" });
    sandbox.add("Contact", { LastName: "Twin", Phone: "0612345678" });
    sandbox.add("Contact", { LastName: "Twin", MobilePhone: "06 12 34 56 78" });
    const ann = newCustomer({ email: "ann@example.com" });
    const twin = newCustomer({ email: null, phone: "+33612345678" });
    const first = newCustomer({ email: "same@example.com" });
    const second = newCustomer({ email: "same@example.com" });
    const bulk = getBulk(adapter);
    const page = [ann, twin, first, second].map(firstPush);
    const jobId = await bulk.open();
    expect(await bulk.send(jobId, page)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: ann.id, how: "adopted", externalId: adopted }),
        expect.objectContaining({ prospectId: twin.id, kind: "conflict" }),
      ]),
    );
    expect(await collectAll(bulk, jobId, page)).toMatchObject([{ prospectId: first.id, how: "created" }]);
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([{ kind: "conflict" }]);
    expect(listLiving(sandbox)).toHaveLength(4);
  });

  it("takes line ends of any kind", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customers = ["1 rue A\r\nBat. B", "2 rue A\rBat. C"].map((address) => newCustomer({ address }));
    const outcomes = await load(adapter, customers.map(firstPush));
    expect(outcomes).toMatchObject([{ how: "created" }, { how: "created" }]);
    const streets = sandbox.records("Contact").map(({ values }) => values.MailingStreet);
    expect(streets).toEqual(["1 rue A\nBat. B", "2 rue A\nBat. C"]);
  });

  it("leaves to the pages a customer with a value that would clear a field in a job", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const page = [newCustomer({ city: "#N/A" }), newCustomer()].map(firstPush);
    const outcomes = await load(adapter, page);
    expect(outcomes).toMatchObject([{ prospectId: page[1]?.customer.id, how: "created" }]);
    await adapter.pushContacts(page);
    expect(sandbox.records("Contact").map(({ values }) => values.MailingCity ?? null)).toEqual([
      null,
      "#N/A",
    ]);
    expect(await load(adapter, [firstPush(newCustomer({ city: "#N/A" }))])).toEqual([]);
  });

  it("looks for no record by a value that is too long for the field", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const email = `${"a".repeat(17_000)}@example.com`;
    const outcomes = await load(adapter, [firstPush(newCustomer({ email })), firstPush(newCustomer())]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["synced", "synced"]);
    expect(sandbox.calls.filter(({ status }) => status === 414)).toEqual([]);
    expect(await adapter.pushContacts([firstPush(newCustomer({ email }))])).toMatchObject([
      { warnings: [expect.stringContaining("email was left out")] },
    ]);
  });

  it("is given up at once where Salesforce refuses a request as a whole", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const bulk = getBulk(adapter);
    const jobId = await bulk.open();
    sandbox.faults.push({
      match: ({ path }) => path.startsWith("/query"),
      kind: "status",
      status: 400,
      errorCode: "MALFORMED_QUERY",
      times: 1,
    });
    await expect(bulk.send(jobId, [firstPush(newCustomer())])).rejects.toMatchObject({ retryable: false });
  });

  it("hands over no more rows than fit into memory, and leaves the others to the pages", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const tags = Array.from({ length: 320 }, (_, index) => `${index}`.padEnd(98, "x"));
    const page = Array.from({ length: 200 }, () => firstPush(newCustomer({ tags })));
    const outcomes = await load(adapter, page);
    const [job] = sandbox.jobs();
    expect(job?.csv.length).toBeGreaterThan(4_900_000);
    expect(job?.csv.length).toBeLessThanOrEqual(5_000_000);
    expect(outcomes.length).toBeLessThan(page.length);
    expect(outcomes).toHaveLength(listLiving(sandbox).length);
  });

  it("is for more than 2,000 customers", async () => {
    const { adapter } = await simulateSalesforce();
    expect(getBulk(adapter).minSize).toBe(2000);
  });

  it("is waited for, one look at a time", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ pollsUntilJobEnds: 3 });
    const bulk = getBulk(adapter);
    const page = [firstPush(newCustomer())];
    const jobId = await bulk.open();
    await bulk.send(jobId, page);
    for (let look = 0; look < 2; look += 1) {
      const before = sandbox.calls.length;
      expect(await bulk.collect(jobId, page)).toBeNull();
      expect(sandbox.calls.length - before).toBe(1);
    }
    expect(await bulk.collect(jobId, page)).toMatchObject([{ kind: "synced", how: "created" }]);
  });

  it("has outcomes of customers that are not in the page any more, and memos of the values that were sent", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const bulk = getBulk(adapter);
    const gone = newCustomer();
    const changed = newCustomer({ lastName: "Before" });
    const jobId = await bulk.open();
    await bulk.send(jobId, [gone, changed].map(firstPush));
    const present = { ...changed, lastName: "After" };
    const outcomes = await collectAll(bulk, jobId, [firstPush(present)]);
    expect(outcomes.map(({ prospectId }) => prospectId).toSorted()).toEqual([gone.id, changed.id].toSorted());
    const outcome = outcomes.find(({ prospectId }) => prospectId === changed.id);
    if (outcome?.kind !== "synced") throw new Error("it was not synced");
    const { externalId, memo } = outcome;
    await adapter.pushContacts([{ customer: present, externalId, memo, lifecycle: null }]);
    expect(getRecord(sandbox, { externalId }).LastName).toBe("After");
  });

  it("has for each refused row the outcome of pages, or an error so that a page tries it again", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      duplicateRules: [{ object: "Contact", action: "block" }],
    });
    const customers = Array.from({ length: 4 }, () => newCustomer());
    const [invalid, locked, bad, fine] = customers;
    sandbox.rowFaults.push(
      ...[
        { customer: invalid, errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", fields: ["MailingCity"] },
        { customer: locked, errorCode: "UNABLE_TO_LOCK_ROW", fields: [] },
        { customer: bad, errorCode: "INVALID_EMAIL_ADDRESS", fields: ["Email"] },
      ].map(({ customer, errorCode, fields }) => ({
        match: ({ values }: { values: Record<string, unknown> }) =>
          values.Coccinelle_Customer_Id__c === customer?.id,
        errorCode,
        fields,
        times: 1,
      })),
    );
    const outcomes = await load(adapter, customers.map(firstPush));
    expect(Object.fromEntries(outcomes.map(({ prospectId, kind }) => [prospectId, kind]))).toEqual({
      [invalid?.id ?? ""]: "blocked",
      [locked?.id ?? ""]: "error",
      [bad?.id ?? ""]: "error",
      [fine?.id ?? ""]: "synced",
    });
    const blocked = outcomes.find(({ kind }) => kind === "blocked");
    expect(blocked).toMatchObject({
      reason: "Salesforce refuses it: FIELD_CUSTOM_VALIDATION_EXCEPTION (MailingCity)",
    });
  });

  it.each(["Failed", "Aborted"] as const)(
    "that ends %s has outcomes of the rows that it processed, and errors for all others",
    async (state) => {
      const { sandbox, adapter } = await simulateSalesforce({ pollsUntilJobEnds: 5 });
      const bulk = getBulk(adapter);
      const page = Array.from({ length: 5 }, () => firstPush(newCustomer()));
      const jobId = await bulk.open();
      await bulk.send(jobId, page);
      sandbox.rowFaults.push({
        match: ({ values }) => values.Coccinelle_Customer_Id__c === page[1]?.customer.id,
        errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        times: 1,
      });
      sandbox.endJob(jobId, state, 3);
      const outcomes = (await bulk.collect(jobId, page)) ?? [];
      const kinds = new Map(outcomes.map(({ prospectId, kind }) => [prospectId, kind]));
      expect(page.map(({ customer }) => kinds.get(customer.id))).toEqual([
        "synced",
        "blocked",
        "synced",
        "error",
        "error",
      ]);
      const again = await adapter.pushContacts(page);
      expect(again.map((outcome) => outcome.kind === "synced" && outcome.how).toSorted()).toEqual([
        "created",
        "created",
        "created",
        "found",
        "found",
      ]);
      expect(sandbox.records("Contact")).toHaveLength(5);
    },
  );

  it("changes nothing about a job that has its rows", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ pollsUntilJobEnds: 5 });
    const bulk = getBulk(adapter);
    const page = [firstPush(newCustomer())];
    const jobId = await bulk.open();
    await bulk.send(jobId, page);
    const before = sandbox.calls.length;
    expect(await bulk.send(jobId, page)).toEqual([]);
    expect(sandbox.calls.length - before).toBe(1);
  });

  it.each(["refused", "spoils-job"] as const)(
    "makes each customer once where a crash came before the job was closed (second upload: %s)",
    async (secondUpload) => {
      const { sandbox, adapter } = await simulateSalesforce({ secondUpload });
      const bulk = getBulk(adapter);
      const page = Array.from({ length: 3 }, () => firstPush(newCustomer()));
      const jobId = await bulk.open();
      sandbox.faults.push({
        match: ({ method, path }) => method === "PATCH" && path.startsWith("/jobs/ingest/"),
        kind: "status",
        status: 500,
        times: 3,
      });
      await expect(bulk.send(jobId, page)).rejects.toThrow();
      expect(await bulk.send(jobId, page)).toEqual([]);
      await collectAll(bulk, jobId, page);
      expect((await adapter.pushContacts(page)).map(({ kind }) => kind)).toEqual(page.map(() => "synced"));
      expect(sandbox.records("Contact")).toHaveLength(3);
    },
  );

  it("hands no rows over where every customer has a record already", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const id = sandbox.add("Contact", { LastName: "Ann", Email: "ann@example.com" });
    const push = firstPush(newCustomer({ email: "ann@example.com" }));
    const outcomes = await load(adapter, [push, push]);
    expect(outcomes).toMatchObject([{ how: "adopted", externalId: id }]);
    expect(sandbox.jobs().map(({ state }) => state)).toEqual(["Aborted"]);
  });

  it("has no outcomes of a job that never got its rows, or is gone", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const bulk = getBulk(adapter);
    const page = [firstPush(newCustomer())];
    const jobId = await bulk.open();
    expect(await bulk.collect(jobId, page)).toEqual([]);
    expect(sandbox.jobs().map(({ state }) => state)).toEqual(["Aborted"]);
    expect(await bulk.collect("750000000000000AAA", page)).toEqual([]);
    expect(await bulk.send("750000000000000AAA", page)).toEqual([]);
  });

  it("is not listed as changes that people made", async () => {
    const { adapter, advance } = await simulateSalesforce();
    await load(adapter, [firstPush(newCustomer())]);
    await pushOne(adapter);
    advance(120_000);
    expect((await adapter.listRemoteChanges(null)).contacts).toEqual([]);
  });
});

describe("10,000 customers", () => {
  it("take 110 calls at first by a job, also with phone numbers alone, and 21 to be compared", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const bulk = getBulk(adapter);
    const page = Array.from({ length: bulk.pageSize }, () => firstPush(newCustomer({ email: null })));
    expect(page).toHaveLength(10_000);
    const before = sandbox.calls.length;
    const jobId = await bulk.open();
    expect(await bulk.send(jobId, page)).toEqual([]);
    expect(await bulk.collect(jobId, page)).toHaveLength(10_000);
    const calls = sandbox.calls.slice(before);
    expect(calls.length).toBeLessThanOrEqual(110);
    expect(calls.filter(({ path }) => path.startsWith("/query")).length).toBeLessThanOrEqual(100);

    const contacts = sandbox.records("Contact");
    expect(contacts).toHaveLength(10_000);
    const ids = contacts.map(({ id }) => id);
    const untilRead = sandbox.calls.length;
    for (let from = 0; from < ids.length; from += 500) {
      expect(await adapter.readContacts(ids.slice(from, from + 500))).toHaveLength(500);
    }
    expect(sandbox.calls.length - untilRead).toBeLessThanOrEqual(21);
  }, 60_000);
});
