import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import jsforce from "../../../../packages/integrations/node_modules/jsforce/lib/core.js";
import { customerKey, sandboxOrg } from "./sandbox-org.ts";

interface TransportRequest {
  url: string;
  method: string;
  body?: string | null;
  headers?: Record<string, string>;
}

/** The SDK's own connection, whose only way out leads to the sandbox. */
function sdkOrg(options: Parameters<typeof sandboxOrg>[0] = {}) {
  const org = sandboxOrg(options);
  const connection = new jsforce.Connection({
    instanceUrl: "https://acme.my.salesforce.com",
    accessToken: org.accessToken,
    version: "66.0",
  });
  async function carry({ url, method, body, headers = {} }: TransportRequest) {
    const init: RequestInit = { method, headers };
    if (body) init.body = body;
    const response = await org.sandbox.fetch(new Request(url, init));
    const text = await response.text();
    return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: text };
  }
  Object.assign(connection._transport, {
    httpRequest: (request: TransportRequest) =>
      Object.assign(carry(request), { stream: () => new PassThrough() }),
  });
  return { ...org, connection };
}

async function rejection(promise: PromiseLike<unknown>): Promise<Record<string, unknown>> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof Error)) throw new Error("the SDK did not refuse", { cause: error });
  return { ...error, name: error.name, message: error.message };
}

describe("the SDK", () => {
  it("creates, updates, upserts and deletes records in collections", async () => {
    const { connection, sandbox } = sdkOrg();
    const contacts = connection.sobject("Contact");
    const created = await contacts.create([{ LastName: "Ada" }, { FirstName: "Bob" }], { allOrNone: false });
    expect(created).toMatchObject([
      { success: true, errors: [] },
      { success: false, errors: [{ statusCode: "REQUIRED_FIELD_MISSING" }] },
    ]);
    const id = sandbox.records("Contact")[0]?.id ?? "";
    expect(await contacts.update([{ Id: id, Customer_Key__c: "k1" }])).toMatchObject([{ id, success: true }]);
    const upserted = await contacts.upsert(
      [
        { Customer_Key__c: "k1", LastName: "Ada L" },
        { Customer_Key__c: "k2", LastName: "Bob" },
      ],
      "Customer_Key__c",
      { allOrNone: false },
    );
    expect(upserted).toMatchObject([
      { id, created: false },
      { success: true, created: true },
    ]);
    expect(await contacts.destroy([id])).toMatchObject([{ id, success: true }]);
    expect(connection.limitInfo).toEqual({ apiUsage: { used: 4, limit: 100_000 } });
  });

  it("queries through all pages, and describes", async () => {
    const { connection, sandbox } = sdkOrg({ queryPageSize: 2 });
    for (const LastName of ["Ada", "Bob", "Eve"]) sandbox.add("Contact", { LastName });
    const first = await connection.query("SELECT LastName FROM Contact");
    expect(first).toMatchObject({ totalSize: 3, done: false });
    const second = await connection.queryMore(first.nextRecordsUrl ?? "");
    expect(second.records).toMatchObject([{ LastName: "Eve" }]);
    const { fields } = await connection.describe("Contact");
    expect(fields.find(({ name }) => name === customerKey.name)).toMatchObject({
      externalId: true,
      unique: true,
    });
  });

  it("names a refusal by its error code", async () => {
    const { connection, sandbox } = sdkOrg();
    expect(await rejection(connection.query("SELECT Nowhere__c FROM Contact"))).toMatchObject({
      errorCode: "INVALID_FIELD",
    });
    sandbox.endSessions();
    expect(await rejection(connection.query("SELECT Id FROM Contact"))).toMatchObject({
      errorCode: "INVALID_SESSION_ID",
    });
  });
});
