import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCrm } from "./demo/check-crm.ts";
import { checkOutcome } from "./demo/check-outcome.ts";
import { checkReplay } from "./demo/check-replay.ts";
import { prepareHubspot, prepareSalesforce } from "./demo/crm-accounts.ts";
import { describeOutcome } from "./demo/describe-outcome.ts";
import { connectOperatorsApi, type OperatorsApi } from "./demo/operators-api.ts";
import { runCrm } from "./demo/run-crm.ts";
import { type ReplayOutcome, runReplay } from "./demo/run-replay.ts";
import { type Outcome, runScenario } from "./demo/run-scenario.ts";
import { LATER_CHANNEL, TENANT } from "./demo/scenario.ts";
import { CommandFailure } from "./local/command-failure.ts";
import { loadSecrets } from "./local/load-secrets.ts";
import { findFreePort } from "./local/ports.ts";
import { runCommand } from "./local/run-command.ts";
import { startHubspotSandbox, startSalesforceSandbox } from "./local/start-sandboxes.ts";
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
  const newApp = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });
  const hubspot = await startHubspotSandbox({ serviceKey: randomUUID(), app: newApp() });
  const salesforce = await startSalesforceSandbox({ app: newApp() });
  const accounts = [prepareHubspot(hubspot), prepareSalesforce(salesforce)];
  Object.assign(process.env, hubspot.variables, salesforce.variables);
  const secrets = loadSecrets(secretsFile, process.env);
  console.log(
    "Starting the Workers, the queue and an empty database in local workerd, and two stand-ins of CRMs …",
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
    console.log("All have been processed. Connecting the tenant's HubSpot and Salesforce …\n");
    const { customers } = outcome;
    const crms = await Promise.all(accounts.map((account) => runCrm({ api, account, customers, signal })));
    const replayed = await replayUnowned(api, outcome, signal);
    const checks = [
      ...checkOutcome(outcome),
      ...crms.flatMap((crm) => checkCrm(customers, crm)),
      ...checkReplay(replayed),
    ];
    console.log(describeOutcome(outcome, crms, replayed, checks));

    const failed = checks.filter(({ problems }) => problems.length > 0);
    if (failed.length > 0) {
      throw new CommandFailure(`${failed.length} of ${checks.length} checks failed.\n\n${workers.output()}`);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`\nAll ${checks.length} checks hold, ${seconds} s after the start.`);
  } finally {
    await workers.stop();
    await hubspot.stop();
    await salesforce.stop();
  }
}

/** Replays the message to a number that nobody had registered, after an operator has registered the number. */
async function replayUnowned(
  api: OperatorsApi,
  { customers, deadLetters }: Outcome,
  signal: AbortSignal,
): Promise<ReplayOutcome> {
  const [deadLetter] = deadLetters;
  if (deadLetter === undefined) throw new CommandFailure("There is no dead letter to replay.");
  const mendCause = () => api.createChannel(TENANT, LATER_CHANNEL);
  const expectedActivities = customers.flatMap(({ timeline }) => timeline).length + 1;
  return runReplay({ api, deadLetter, mendCause, expectedActivities, signal });
}
