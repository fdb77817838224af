import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CommandFailure } from "../../../scripts/local/command-failure.ts";
import { loadSecrets } from "../../../scripts/local/load-secrets.ts";
import { findFreePort } from "../../../scripts/local/ports.ts";
import { startWorkers } from "../../../scripts/local/start-workers.ts";

let stateDirectory: string;

beforeAll(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), "start-workers-"));
});
afterAll(() => rmSync(stateDirectory, { recursive: true }));

async function start(port: number) {
  const secretsFile = join(stateDirectory, "secrets.env");
  const { OPERATOR_TOKEN } = loadSecrets(secretsFile, process.env);
  const signal = new AbortController().signal;
  const workers = await startWorkers({ port, stateDirectory, secretsFile, signal, onLine: () => {} });
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" };
  return { ...workers, headers, customersUrl: `${workers.origin}/api/tenants/restart/customers` };
}

it("serves all Workers on one port, fires their crons, and has its data again after a restart", async () => {
  const port = await findFreePort();
  const first = await start(port);
  try {
    const body = JSON.stringify({ firstName: "Zoé" });
    const created = await fetch(first.customersUrl, { method: "POST", headers: first.headers, body });
    expect(created.status).toBe(201);
    const unsigned = await fetch(`${first.origin}/webhooks/twilio/sms`, { method: "POST" });
    expect(unsigned.status).toBe(403);
    const fired = await fetch(`${first.origin}/cdn-cgi/local/scheduled?time=${Date.UTC(2026, 0, 1, 3, 17)}`);
    expect(fired.status).toBe(200);
    expect(first.output()).not.toContain("cron_failed");
    await expect(start(port)).rejects.toThrow(CommandFailure);
  } finally {
    await first.stop();
  }

  const second = await start(port);
  try {
    const response = await fetch(second.customersUrl, { headers: second.headers });
    expect(await response.json()).toMatchObject({ items: [{ firstName: "Zoé" }] });
  } finally {
    await second.stop();
  }
});
