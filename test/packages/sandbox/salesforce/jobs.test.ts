import type { SalesforceSandboxOptions } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../../packages/sandbox/src/salesforce/jobs/csv.ts";
import { customerKey, sandboxOrg } from "./sandbox-org.ts";

const newJob = {
  object: "Contact",
  externalIdFieldName: "Customer_Key__c",
  operation: "upsert",
  contentType: "CSV",
  lineEnding: "LF",
};

function jobOrg(options: Partial<SalesforceSandboxOptions> = {}) {
  const org = sandboxOrg({
    customFields: [
      customerKey,
      { object: "Contact", name: "Orders__c", type: "Number", precision: 18, scale: 0 },
      { object: "Contact", name: "Out__c", type: "Checkbox" },
    ],
    ...options,
  });
  const open = async (fields: Record<string, unknown> = {}): Promise<string> =>
    (await org.call("POST /jobs/ingest", { ...newJob, ...fields })).body.id;
  const upload = (id: string, csv: string) =>
    org.call(`PUT /jobs/ingest/${id}/batches`, csv, { "Content-Type": "text/csv" });
  const set = (id: string, state: string) => org.call(`PATCH /jobs/ingest/${id}`, { state });
  const read = (id: string) => org.call(`GET /jobs/ingest/${id}`);
  const results = async (id: string, kind: string) => {
    const { text, status, headers } = await org.call(`GET /jobs/ingest/${id}/${kind}`);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/csv");
    return parseCsv(text);
  };
  /** A job with this content that was closed. */
  const start = async (csv: string, fields: Record<string, unknown> = {}) => {
    const id = await open(fields);
    await upload(id, csv);
    await set(id, "UploadComplete");
    return id;
  };
  return { ...org, open, upload, set, read, results, start };
}

describe("a job", () => {
  it("writes its rows, and lists the outcome of each", async () => {
    const { open, upload, set, read, results, sandbox, valuesOf, call } = jobOrg();
    const id = sandbox.add("Contact", { LastName: "Byron", Phone: "+33", Customer_Key__c: "k1" });
    const created = await call("POST /jobs/ingest", newJob);
    expect(created).toMatchObject({
      status: 200,
      body: {
        id: expect.stringMatching(/^750\w{15}$/),
        state: "Open",
        object: "Contact",
        externalIdFieldName: "Customer_Key__c",
        apiVersion: 66,
        contentUrl: expect.stringContaining("services/data/v66.0/jobs/ingest/750"),
      },
    });
    const jobId = await open();
    const uploaded = await upload(
      jobId,
      'Customer_Key__c,LastName,Phone,Orders__c,Out__c\nk1,Lovelace,,7,true\nk2,"O""Neil,\nBob",#N/A,,false\nk3,,,,\n',
    );
    expect([uploaded.status, uploaded.text]).toEqual([201, ""]);
    expect((await set(jobId, "UploadComplete")).body).toMatchObject({ state: "UploadComplete" });
    expect((await read(jobId)).body).toMatchObject({
      state: "JobComplete",
      numberRecordsProcessed: 3,
      numberRecordsFailed: 1,
    });

    const columns = ["Customer_Key__c", "LastName", "Phone", "Orders__c", "Out__c"];
    const second = sandbox.records("Contact").find(({ values }) => values.Customer_Key__c === "k2");
    expect(await results(jobId, "successfulResults")).toEqual([
      ["sf__Id", "sf__Created", ...columns],
      [id, "false", "k1", "Lovelace", "", "7", "true"],
      [second?.id, "true", "k2", 'O"Neil,\nBob', "#N/A", "", "false"],
    ]);
    expect(await results(jobId, "failedResults")).toEqual([
      ["sf__Id", "sf__Error", ...columns],
      [
        "",
        "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --",
        "k3",
        "",
        "",
        "",
        "",
      ],
    ]);
    expect(await results(jobId, "unprocessedrecords")).toEqual([columns]);
    expect(valuesOf("Contact", id)).toMatchObject({ Phone: "+33", Orders__c: 7, Out__c: true });
  });

  it("clears a field by #N/A, and leaves a field as it is by an empty value", async () => {
    const { start, read, sandbox, valuesOf } = jobOrg();
    const id = sandbox.add("Contact", { LastName: "A", Phone: "1", MobilePhone: "2", Customer_Key__c: "k1" });
    await read(await start("Customer_Key__c,Phone,MobilePhone\nk1,#N/A,\n"));
    expect(valuesOf("Contact", id)).toMatchObject({ Phone: null, MobilePhone: "2", LastName: "A" });
  });

  it("refuses every row with a repeated key, and rows that a duplicate rule refuses", async () => {
    const { start, read, results, sandbox } = jobOrg({
      duplicateRules: [{ object: "Contact", action: "alert" }],
    });
    sandbox.add("Contact", { LastName: "Byron", Email: "ada@example.com" });
    const id = await start(
      "Customer_Key__c,LastName,Email\nk1,One,\nk1,Two,\nk2,Three,ada@example.com\nk3,Four,\n",
    );
    await read(id);
    const rows = await results(id, "failedResults");
    expect(rows?.slice(1).map(([, error]) => error?.split(":")[0])).toEqual([
      "DUPLICATE_VALUE",
      "DUPLICATE_VALUE",
      "DUPLICATES_DETECTED",
    ]);
    expect(sandbox.records("Contact")).toHaveLength(2);
  });

  it("is in progress, and writes nothing, until it has been read often enough", async () => {
    const { start, read, sandbox, call } = jobOrg({ pollsUntilJobEnds: 3 });
    const id = await start("Customer_Key__c,LastName\nk1,Ada\n");
    const states: string[] = [];
    for (let poll = 0; poll < 2; poll++) states.push((await read(id)).body.state);
    expect(sandbox.records("Contact")).toEqual([]);
    expect((await call(`GET /jobs/ingest/${id}/successfulResults`)).status).toBe(400);
    states.push((await read(id)).body.state, (await read(id)).body.state);
    expect(states).toEqual(["InProgress", "InProgress", "JobComplete", "JobComplete"]);
    expect(sandbox.jobs()).toMatchObject([{ id, state: "JobComplete", polls: 3 }]);
  });

  it("is in progress until its time is over", async () => {
    const { start, read, advance } = jobOrg({ jobMs: 60_000 });
    const id = await start("Customer_Key__c,LastName\nk1,Ada\n");
    advance(59_999);
    expect((await read(id)).body.state).toBe("InProgress");
    advance(1);
    expect((await read(id)).body.state).toBe("JobComplete");
  });
});

describe("a job that is not right", () => {
  it("takes no second upload", async () => {
    const { open, upload, set } = jobOrg();
    const id = await open();
    await upload(id, "Customer_Key__c,LastName\nk1,Ada\n");
    expect(await upload(id, "Customer_Key__c,LastName\nk2,Bob\n")).toMatchObject({
      status: 400,
      body: [{ errorCode: "INVALIDJOB" }],
    });
    expect((await set(id, "UploadComplete")).status).toBe(200);
  });

  it("may be spoilt by a second upload, which shows when the job is closed", async () => {
    const { open, upload, set } = jobOrg({ secondUpload: "spoils-job" });
    const id = await open();
    for (const key of ["k1", "k2"]) {
      expect((await upload(id, `Customer_Key__c,LastName\n${key},Ada\n`)).status).toBe(201);
    }
    expect(await set(id, "UploadComplete")).toMatchObject({
      status: 400,
      body: [{ errorCode: "INVALIDJOB" }],
    });
  });

  it("takes no upload and no close after it was closed", async () => {
    const { start, upload, set } = jobOrg();
    const id = await start("Customer_Key__c,LastName\nk1,Ada\n");
    for (const answer of [await upload(id, "x"), await set(id, "UploadComplete")]) {
      expect(answer).toMatchObject({ status: 400, body: [{ errorCode: "INVALIDJOBSTATE" }] });
    }
  });

  it.each([
    ["Customer_Key__c,Nowhere__c\nk1,x\n", "Field name not found : Nowhere__c"],
    ["LastName\nAda\n", "Field name not found : Customer_Key__c"],
    ["Customer_Key__c,LastName\r\nk1,Ada\r\n", "LineEnding is invalid"],
    ['Customer_Key__c,LastName\nk1,A"da\n', "Failed to parse CSV"],
    ["Customer_Key__c,LastName\nk1\n", "number of columns"],
  ])("fails as a whole: %j", async (csv, message) => {
    const { start, read, results, sandbox } = jobOrg();
    const id = await start(csv);
    const { body } = await read(id);
    expect(body).toMatchObject({ state: "Failed", errorMessage: expect.stringContaining(message) });
    expect(sandbox.records("Contact")).toEqual([]);
    expect((await results(id, "successfulResults"))?.length).toBe(1);
  });
});

describe("a job that is ended", () => {
  it("by an abort has written nothing, and lists its rows as unprocessed", async () => {
    const { open, upload, set, results, sandbox } = jobOrg();
    const id = await open();
    await upload(id, "Customer_Key__c,LastName\nk1,Ada\n");
    expect((await set(id, "Aborted")).body.state).toBe("Aborted");
    expect(await results(id, "unprocessedrecords")).toEqual([
      ["Customer_Key__c", "LastName"],
      ["k1", "Ada"],
    ]);
    expect(sandbox.records("Contact")).toEqual([]);
    expect((await set(id, "UploadComplete")).status).toBe(400);
  });

  it.each(["Aborted", "Failed"] as const)(
    "before its last row (%s) leaves the rest unprocessed",
    async (state) => {
      const { start, read, results, sandbox } = jobOrg({ pollsUntilJobEnds: 9 });
      const id = await start("Customer_Key__c,LastName\nk1,Ada\nk2,\nk3,Eve\nk4,Mia\n");
      await read(id);
      sandbox.endJob(id, state, 2);
      expect((await read(id)).body).toMatchObject({
        state,
        numberRecordsProcessed: 2,
        numberRecordsFailed: 1,
      });
      expect(await results(id, "unprocessedrecords")).toHaveLength(3);
      expect(sandbox.records("Contact")).toHaveLength(1);
    },
  );
});
