import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandFailure } from "./local/command-failure.ts";
import { createLogFilter } from "./local/create-log-filter.ts";
import { fireCrons } from "./local/fire-crons.ts";
import { loadSecrets, type Secrets } from "./local/load-secrets.ts";
import { runCommand } from "./local/run-command.ts";
import { type RunningSandbox, startHubspotSandbox } from "./local/start-hubspot-sandbox.ts";
import { startWorkers } from "./local/start-workers.ts";

const DEFAULT_PORT = 8787;
const STATE_DIRECTORY = ".wrangler/state";
const SECRETS_FILE = ".dev.env";

const { verbose } = parseArgs({ options: { verbose: { type: "boolean" } } }).values;

await runCommand(async (signal) => {
  const secrets = loadSecrets(SECRETS_FILE, process.env);
  const hubspot = secrets.HUBSPOT_API_URL ? null : await startStandIn(secrets);
  const filterLog = createLogFilter();
  let isReady = false;
  console.log("Starting …");
  const workers = await startWorkers({
    port: readPort(process.env.PORT),
    stateDirectory: STATE_DIRECTORY,
    secretsFile: SECRETS_FILE,
    signal,
    onLine(line) {
      // Until then the reason of a failure is told by the failure itself.
      const shown = verbose ? line : isReady ? filterLog(line) : null;
      if (shown !== null) console.log(shown);
    },
  });
  try {
    isReady = true;
    console.log(describeUse(workers.origin, secrets.PUBLIC_BASE_URL || workers.origin));
    if (hubspot) console.log(describeStandIn(hubspot));
    const exit = workers.exited.then(() => {
      throw new CommandFailure(`wrangler ended by itself.\n\n${workers.output()}`);
    });
    await Promise.race([fireCrons(workers.origin, signal, console.error), exit]);
  } finally {
    await workers.stop();
    await hubspot?.stop();
    console.log("Stopped.");
  }
});

/** HubSpot's stand-in, unless HUBSPOT_API_URL names another. It is the same one after a restart. */
async function startStandIn({ OPERATOR_TOKEN }: Secrets): Promise<RunningSandbox> {
  const serviceKey = `stand-in-${createHash("sha256").update(OPERATOR_TOKEN).digest("hex").slice(0, 16)}`;
  mkdirSync(STATE_DIRECTORY, { recursive: true });
  const stateFile = join(STATE_DIRECTORY, "hubspot.json");
  const sandbox = await startHubspotSandbox({ serviceKey, stateFile });
  process.env.HUBSPOT_API_URL = sandbox.origin;
  return sandbox;
}

function describeStandIn({ origin, serviceKey }: RunningSandbox): string {
  return `  HubSpot    a stand-in of its API at ${origin} takes its place. To connect a tenant to it:
             POST …/api/tenants/demo/integrations
             {"system":"hubspot","credentials":{"accessToken":"${serviceKey}"}}
`;
}

function readPort(text: string | undefined): number {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandFailure(`PORT is "${text}", which is no port: a whole number from 1 to 65535.`);
}

function describeUse(origin: string, publicOrigin: string): string {
  const token = process.env.OPERATOR_TOKEN ? "" : `. ./${SECRETS_FILE}; `;
  return `
Running at ${origin}, until Ctrl-C.

  Webhooks   ${publicOrigin}/webhooks/twilio/sms
             ${publicOrigin}/webhooks/twilio/whatsapp
  API        ${origin}/api/…, with the bearer token OPERATOR_TOKEN${token && ` of ${SECRETS_FILE}`}
  Data       ${STATE_DIRECTORY} is kept; messages still in the queue are lost at a stop, for they
             are in memory here
  Crons      run on their schedule, in UTC

  Try:  ${token}curl -H "Authorization: Bearer $OPERATOR_TOKEN" ${origin}/api/tenants/demo/customers
`;
}
