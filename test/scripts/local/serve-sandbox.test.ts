import { mkdtempSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHubspotSandbox, HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ServeOptions, serveSandbox } from "../../../scripts/local/serve-sandbox.ts";

const serviceKey = crypto.randomUUID();
const running: { stop(): Promise<void> }[] = [];

async function serve(options: ServeOptions = {}) {
  const sandbox = createHubspotSandbox({
    clock: () => new Date(),
    newId: () => crypto.randomUUID(),
    sleep: async () => {},
    serviceKeys: { [serviceKey]: HUBSPOT_SCOPES },
  });
  const served = await serveSandbox(sandbox, options);
  running.push(served);
  return { sandbox, ...served };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.stop()));
});

/** The status of a request as no `fetch` sends it. */
function sendRaw(origin: string, method: string, path: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Length": body.length };
    request(`${origin}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end(body);
  });
}

describe("a served stand-in", () => {
  it("answers by HTTP, and keeps its records in its file between two runs", async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), "sandbox-")), "state.json");
    const first = await serve({ stateFile });
    const created = await fetch(`${first.origin}/crm/v3/objects/contacts`, {
      method: "POST",
      headers: { Authorization: `Bearer ${serviceKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ properties: { firstname: "Ada" } }),
    });
    expect(created.status).toBe(201);
    await first.stop();
    running.splice(0);
    const second = await serve({ stateFile });
    expect(second.sandbox.records("contacts")).toMatchObject([{ properties: { firstname: "Ada" } }]);
  });

  it("goes on after requests that cannot be read", async () => {
    const { origin } = await serve();
    expect(await sendRaw(origin, "GET", "/crm/v3/owners", "{}")).toBe(400);
    expect(await sendRaw(origin, "GET", "/crm/v3/objects/contacts/%", "")).toBe(404);
    expect(await sendRaw(origin, "GET", "//", "")).toBe(404);
    const headers = { Authorization: `Bearer ${serviceKey}` };
    expect((await fetch(`${origin}/crm/v3/owners`, { headers })).status).toBe(200);
  });

  it("closes the connection where the stand-in gives no answer, and goes on", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const { origin, sandbox } = await serve();
    sandbox.faults.push({ match: () => true, kind: "drop-answer", times: 1 });
    const headers = { Authorization: `Bearer ${serviceKey}` };
    await expect(fetch(`${origin}/crm/v3/owners`, { headers })).rejects.toThrow();
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
    expect((await fetch(`${origin}/crm/v3/owners`, { headers })).status).toBe(200);
  });
});
