import { describe, expect, it } from "vitest";
import { clientApp } from "./client-app.ts";
import { sandboxOrg } from "./sandbox-org.ts";

const newJob = { object: "Contact", externalIdFieldName: "Customer_Key__c", operation: "upsert" };

describe("an exported state", () => {
  it("is plain JSON, from which another stand-in goes on in every respect", async () => {
    const app = clientApp();
    const first = sandboxOrg({ app, organizationNumber: 7 });
    const ada = first.sandbox.add("Contact", {
      LastName: "Ada",
      Customer_Key__c: "k1",
      Email: "a@b.example",
    });
    const bob = first.sandbox.add("Contact", { LastName: "Bob" });
    first.sandbox.merge(ada, bob);
    await first.call("POST /tooling/sobjects/CustomField", {
      FullName: "Lead.Other__c",
      Metadata: { label: "Other", type: "Text", length: 40 },
    });
    const job = await first.call("POST /jobs/ingest", newJob);
    await first.call(`PUT /jobs/ingest/${job.body.id}/batches`, "Customer_Key__c,LastName\nk9,Eve\n", {
      "Content-Type": "text/csv",
    });
    const { accessToken } = first.sandbox.grant();

    const second = sandboxOrg({ app, customFields: [], accessTokens: [] });
    second.sandbox.import(JSON.parse(JSON.stringify(first.sandbox.export())));

    expect(second.sandbox.export()).toEqual(first.sandbox.export());
    expect(second.sandbox.organizationId).toBe(first.sandbox.organizationId);
    const headers = { Authorization: `Bearer ${accessToken}` };
    const { body } = await second.call(
      `GET /queryAll?q=${encodeURIComponent("SELECT Id FROM Contact WHERE MasterRecordId != null")}`,
      undefined,
      headers,
    );
    expect(body.records).toMatchObject([{ Id: bob }]);
    const update = {
      records: [{ attributes: { type: "Contact" }, Customer_Key__c: "k1", LastName: "Ada L" }],
    };
    const upserted = await second.call("PATCH /composite/sobjects/Contact/Customer_Key__c", update, headers);
    expect(upserted.body).toMatchObject([{ id: ada, created: false }]);
    const closed = await second.call(
      `PATCH /jobs/ingest/${job.body.id}`,
      { state: "UploadComplete" },
      headers,
    );
    expect(closed.body.state).toBe("UploadComplete");
    await second.call(`GET /jobs/ingest/${job.body.id}`, undefined, headers);
    expect(second.sandbox.records("Contact").map(({ values }) => values.LastName)).toContain("Eve");
    const added = second.sandbox.add("Lead", { LastName: "Eve", Company: "-" });
    expect(first.sandbox.records("Contact").map(({ id }) => id)).not.toContain(added);
  });

  it("contains the sessions that were ended", async () => {
    const { sandbox, call } = sandboxOrg();
    const before = sandbox.export();
    sandbox.endSessions();
    const after = sandbox.export();
    expect((await call("GET /limits")).status).toBe(401);
    sandbox.import(before);
    expect((await call("GET /limits")).status).toBe(200);
    sandbox.import(after);
    expect((await call("GET /limits")).status).toBe(401);
  });

  it("does not change when its stand-in changes", () => {
    const { sandbox } = sandboxOrg();
    const empty = sandbox.export();
    sandbox.add("Contact", { LastName: "Ada" });
    expect(empty.store.records.filter(({ type }) => type === "Contact")).toEqual([]);
  });

  it("is checked before it is imported", () => {
    const { sandbox } = sandboxOrg();
    sandbox.add("Contact", { LastName: "Ada" });
    expect(() => sandbox.import({ store: { records: "none" } })).toThrow();
    expect(sandbox.records("Contact")).toHaveLength(1);
  });
});
