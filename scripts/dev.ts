import { parseArgs } from "node:util";
import { CommandFailure } from "./local/command-failure.ts";
import { createLogFilter } from "./local/create-log-filter.ts";
import { fireCrons } from "./local/fire-crons.ts";
import { loadSecrets } from "./local/load-secrets.ts";
import { runCommand } from "./local/run-command.ts";
import { startWorkers } from "./local/start-workers.ts";

const DEFAULT_PORT = 8787;
const STATE_DIRECTORY = ".wrangler/state";
const SECRETS_FILE = ".dev.env";

const { verbose } = parseArgs({ options: { verbose: { type: "boolean" } } }).values;

await runCommand(async (signal) => {
  const secrets = loadSecrets(SECRETS_FILE, process.env);
  const filterLog = createLogFilter();
  let isReady = false;
  console.log("Starting …");
  const workers = await startWorkers({
    port: Number(process.env.PORT ?? DEFAULT_PORT),
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
    const exit = workers.exited.then(() => {
      throw new CommandFailure(`wrangler ended by itself.\n\n${workers.output()}`);
    });
    await Promise.race([fireCrons(workers.origin, signal, console.error), exit]);
  } finally {
    await workers.stop();
    console.log("Stopped.");
  }
});

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
