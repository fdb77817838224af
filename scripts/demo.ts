import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkHubspot } from "./demo/check-hubspot.ts";
import { checkOutcome } from "./demo/check-outcome.ts";
import { describeOutcome } from "./demo/describe-outcome.ts";
import { connectOperatorsApi } from "./demo/operators-api.ts";
import { prepareHubspot, runHubspot } from "./demo/run-hubspot.ts";
import { runScenario } from "./demo/run-scenario.ts";
import { CommandFailure } from "./local/command-failure.ts";
import { findFreePort } from "./local/find-free-port.ts";
import { loadSecrets } from "./local/load-secrets.ts";
import { runCommand } from "./local/run-command.ts";
import { startHubspotSandbox } from "./local/start-hubspot-sandbox.ts";
import { startWorkers } from "./local/start-workers.ts";

await runCommand(async (signal) => {
  const directory = await mkdtemp(join(tmpdir(), "coccinelle-demo-"));
  try {
    await runDemo(directory, signal);
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function runDemo(stateDirectory: string, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const secretsFile = join(stateDirectory, "secrets.env");
  const serviceKey = randomUUID();
  const sandbox = await startHubspotSandbox({ serviceKey });
  const knownBeforeId = prepareHubspot(sandbox.hubspot);
  process.env.HUBSPOT_API_URL = sandbox.origin;
  const secrets = loadSecrets(secretsFile, process.env);
  console.log(
    "Starting the Workers, the queue, an empty database and a stand-in of HubSpot, in local workerd …",
  );
  const workers = await startWorkers({
    port: await findFreePort(),
    stateDirectory,
    secretsFile,
    signal,
    onLine: () => {},
  });
  try {
    console.log(`They run at ${workers.origin}. Sending signed webhooks, waiting for the queue …\n`);
    const { origin } = workers;
    const api = connectOperatorsApi(origin, secrets.OPERATOR_TOKEN, signal);
    const publicOrigin = secrets.PUBLIC_BASE_URL || origin;
    const outcome = await runScenario({ origin, publicOrigin, api, signal });
    console.log("All have been processed. Connecting the tenant's HubSpot …\n");
    const { customers } = outcome;
    const { hubspot } = sandbox;
    const synced = await runHubspot({ api, hubspot, serviceKey, knownBeforeId, customers, signal });
    const checks = [...checkOutcome(outcome), ...checkHubspot(customers, synced)];
    console.log(describeOutcome(outcome, synced, checks));

    const failed = checks.filter(({ problems }) => problems.length > 0);
    if (failed.length > 0) {
      throw new CommandFailure(`${failed.length} of ${checks.length} checks failed.\n\n${workers.output()}`);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`\nAll ${checks.length} checks hold, ${seconds} s after the start.`);
  } finally {
    await workers.stop();
    await sandbox.stop();
  }
}
