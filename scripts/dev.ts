import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandFailure } from "./local/command-failure.ts";
import { createLogFilter } from "./local/create-log-filter.ts";
import { fireCrons } from "./local/fire-crons.ts";
import { LOCAL_SECRETS_FILE, loadSecrets, type Secrets } from "./local/load-secrets.ts";
import { runCommand } from "./local/run-command.ts";
import { type RunningSandbox, startHubspotSandbox, startSalesforceSandbox } from "./local/start-sandboxes.ts";
import { startWorkers } from "./local/start-workers.ts";
import { watchWorkers } from "./local/watch-workers.ts";

const DEFAULT_PORT = 8787;
const STATE_DIRECTORY = ".wrangler/state";

const { verbose } = parseArgs({ options: { verbose: { type: "boolean" } } }).values;

await runCommand(async (signal) => {
  const secrets = loadSecrets(LOCAL_SECRETS_FILE, process.env);
  const port = readPort(process.env.PORT);
  const standIns = await startStandIns(secrets, port);
  const filterLog = createLogFilter();
  let isReady = false;
  console.log("Starting …");
  const workers = await startWorkers({
    port,
    stateDirectory: STATE_DIRECTORY,
    secretsFile: LOCAL_SECRETS_FILE,
    signal,
    onLine(line) {
      // While the Workers start, the error of a failed start gives the reason.
      const shown = verbose ? line : isReady ? filterLog(line) : null;
      if (shown !== null) console.log(shown);
    },
  });
  try {
    isReady = true;
    console.log(describeUse(workers.origin, secrets.PUBLIC_BASE_URL || workers.origin));
    for (const standIn of standIns) console.log(describeStandIn(standIn));
    const exit = workers.exited.then(() => {
      throw new CommandFailure(`wrangler ended by itself.\n\n${workers.output()}`);
    });
    const watching = watchWorkers(workers.origin, { signal });
    await Promise.race([fireCrons(workers.origin, signal, console.error), watching, exit]);
  } finally {
    await workers.stop();
    for (const standIn of standIns) await standIn.stop();
    console.log("Stopped.");
  }
});

/** Starts a stand-in of each CRM whose variable names no API. A stand-in keeps its keys and records over a restart. */
async function startStandIns(secrets: Secrets, port: number): Promise<RunningSandbox<unknown>[]> {
  const derive = (purpose: string) =>
    `stand-in-${createHash("sha256")
      .update(purpose + secrets.OPERATOR_TOKEN)
      .digest("hex")
      .slice(0, 16)}`;
  const app = { clientId: derive("client "), clientSecret: derive("secret ") };
  const stateFile = (name: string) => join(STATE_DIRECTORY, `${name}.json`);
  mkdirSync(STATE_DIRECTORY, { recursive: true });
  const standIns: RunningSandbox<unknown>[] = [];
  if (!secrets.HUBSPOT_API_URL) {
    const serviceKey = derive("");
    standIns.push(await startHubspotSandbox({ serviceKey, app, stateFile: stateFile("hubspot") }));
  }
  if (!secrets.SALESFORCE_LOGIN_URL) {
    standIns.push(await startSalesforceSandbox({ app, stateFile: stateFile("salesforce"), port: port + 1 }));
  }
  for (const { variables } of standIns) Object.assign(process.env, variables);
  return standIns;
}

function describeStandIn({ name, origin, integration }: RunningSandbox<unknown>): string {
  return `  ${name.padEnd(10)} a stand-in of its API at ${origin} takes its place. To connect a tenant to it:
             POST …/api/tenants/demo/integrations
             ${JSON.stringify(integration)}
`;
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandFailure(`PORT is "${text}", which is no port: a whole number from 1 to 65535.`);
}

function describeUse(origin: string, publicOrigin: string): string {
  const token = process.env.OPERATOR_TOKEN ? "" : `. ./${LOCAL_SECRETS_FILE}; `;
  return `
Running at ${origin}, until Ctrl-C.

  Webhooks   ${publicOrigin}/webhooks/twilio/sms
             ${publicOrigin}/webhooks/twilio/whatsapp
  API        ${origin}/api/…, with the bearer token OPERATOR_TOKEN${token && ` of ${LOCAL_SECRETS_FILE}`}
  Data       ${STATE_DIRECTORY} is kept; messages still in the queue are lost at a stop, since the
             local queue is in memory
  Crons      run on their schedule, in UTC

  Try:  ${token}curl -H "Authorization: Bearer $OPERATOR_TOKEN" ${origin}/api/tenants/demo/customers
`;
}
