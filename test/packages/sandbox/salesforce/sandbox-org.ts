import {
  createSalesforceSandbox,
  type SalesforceCustomField,
  type SalesforceSandboxOptions,
} from "@coccinelle/sandbox";

const START = Date.parse("2026-11-02T09:00:00.000Z");

/** A unique key of our own, as an administrator makes it. */
export const customerKey: SalesforceCustomField = {
  object: "Contact",
  name: "Customer_Key__c",
  type: "Text",
  length: 255,
  externalId: true,
  unique: true,
  caseSensitive: true,
};

/** A sandbox under a clock that stands still until it is told to go on; its contacts have our key. */
export function sandboxOrg(options: Partial<SalesforceSandboxOptions> = {}) {
  const accessToken = crypto.randomUUID();
  let now = START;
  const sandbox = createSalesforceSandbox({
    clock: () => new Date(now),
    newId: () => crypto.randomUUID(),
    sleep: () => new Promise(() => {}),
    accessTokens: [accessToken],
    customFields: [customerKey],
    ...options,
  });

  /** @param request `GET /query?q=…`, after `/services/data/v66.0`; a path from the root with two slashes */
  async function call(request: string, body?: unknown, headers: Record<string, string> = {}) {
    const [method = "", path = ""] = request.split(/ (.*)/s);
    const init: RequestInit = {
      method,
      headers: { Authorization: `Bearer ${accessToken}`, ...headers },
    };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const fullPath = path.startsWith("//") ? path.slice(1) : `/services/data/v66.0${path}`;
    const response = await sandbox.fetch(new Request(`https://acme.my.salesforce.com${fullPath}`, init));
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    };
  }

  function send(
    method: string,
    path: string,
    type: string,
    records: Record<string, unknown>[],
    { allOrNone = false, headers = {} }: { allOrNone?: boolean; headers?: Record<string, string> } = {},
  ) {
    const body = { allOrNone, records: records.map((record) => ({ attributes: { type }, ...record })) };
    return call(`${method} ${path}`, body, headers);
  }

  return {
    sandbox,
    accessToken,
    call,
    advance: (durationMs: number) => {
      now += durationMs;
    },
    create: (type: string, records: Record<string, unknown>[], options: Parameters<typeof send>[4] = {}) =>
      send("POST", "/composite/sobjects", type, records, options),
    update: (type: string, records: Record<string, unknown>[], options: Parameters<typeof send>[4] = {}) =>
      send("PATCH", "/composite/sobjects", type, records, options),
    upsert: (
      path: `${string}/${string}`,
      records: Record<string, unknown>[],
      options: Parameters<typeof send>[4] = {},
    ) => send("PATCH", `/composite/sobjects/${path}`, path.split("/")[0] ?? "", records, options),
    remove: (ids: readonly string[]) =>
      call(`DELETE /composite/sobjects?ids=${ids.join(",")}&allOrNone=false`),
    query: (soql: string) => call(`GET /query?q=${encodeURIComponent(soql)}`),
    queryAll: (soql: string) => call(`GET /queryAll?q=${encodeURIComponent(soql)}`),
    /** The values of the only record with this id. */
    valuesOf: (type: Parameters<typeof sandbox.records>[0], id: string) => {
      const record = sandbox.records(type).find((each) => each.id === id);
      if (!record) throw new Error(`there is no ${type} ${id}`);
      return record.values;
    },
  };
}
