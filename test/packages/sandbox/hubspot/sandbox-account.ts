import { createHubspotSandbox, HUBSPOT_SCOPES, type HubspotSandboxOptions } from "@coccinelle/sandbox";

const START = Date.parse("2026-11-02T09:00:00.000Z");

/** A sandbox under a clock that stands still until it is told to go on. */
export function sandboxAccount(options: Partial<HubspotSandboxOptions> = {}) {
  const serviceKey = crypto.randomUUID();
  let now = START;
  const sandbox = createHubspotSandbox({
    clock: () => new Date(now),
    newId: () => crypto.randomUUID(),
    sleep: () => new Promise(() => {}),
    serviceKeys: { [serviceKey]: HUBSPOT_SCOPES },
    ...options,
  });

  async function call(
    request: string,
    body?: unknown,
    headers: Record<string, string> = { Authorization: `Bearer ${serviceKey}` },
  ) {
    const [method = "", path = ""] = request.split(" ");
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const response = await sandbox.fetch(new Request(`https://api.example.com${path}`, init));
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    };
  }

  return {
    sandbox,
    serviceKey,
    call,
    advance: (durationMs: number) => {
      now += durationMs;
    },
    defineUniqueProperty: (type: string) => call(`POST /crm/v3/properties/${type}`, uniqueProperty),
  };
}

export const uniqueProperty = {
  name: "customer_key",
  label: "Customer key",
  type: "string",
  fieldType: "text",
  groupName: "contactinformation",
  hasUniqueValue: true,
};
