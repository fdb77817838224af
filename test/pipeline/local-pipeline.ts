import { randomBytes } from "node:crypto";
import { createTestHarness } from "wrangler";
import { DEADLOCK_MS } from "../support/eventually.ts";
import { type SignedRequest, signTwilioForm } from "../support/sign-twilio.ts";

const PUBLIC_BASE_URL = "https://crm.example.com";

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
}

export function newTwilioAccount(): TwilioAccount {
  return { accountSid: `AC${randomBytes(16).toString("hex")}`, authToken: randomBytes(16).toString("hex") };
}

/** All Workers in one local server, with the real queue between them and the real migrations. */
export async function startPipeline() {
  const operatorToken = randomBytes(16).toString("hex");
  const secrets = {
    PUBLIC_BASE_URL,
    OPERATOR_TOKEN: operatorToken,
    CREDENTIALS_KEYS: JSON.stringify({ current: "k", keys: { k: randomBytes(32).toString("base64") } }),
  };
  const server = createTestHarness({
    workers: ["ingest", "consumer", "sync"].map((name) => ({
      configPath: `./wrangler.${name}.toml`,
      secrets,
    })),
  });
  await server.listen();
  const ingest = server.getWorker("coccinelle-ingest");
  const consumer = server.getWorker("coccinelle-consumer");
  await consumer.applyD1Migrations("DB");

  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await consumer.fetch(`${PUBLIC_BASE_URL}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    api,
    ingest,
    consumer,
    logs: () => server.getLogs(),
    stop: () => server.close(),
    /** Posts a webhook and gives the answer's status. */
    async post({ url, ...request }: SignedRequest): Promise<number> {
      const response = await ingest.fetch(url, request);
      await response.arrayBuffer();
      return response.status;
    },
    sign: (account: TwilioAccount, fields: Record<string, string>) =>
      signTwilioForm(
        { authToken: account.authToken, url: `${PUBLIC_BASE_URL}/webhooks/twilio/sms` },
        { AccountSid: account.accountSid, NumMedia: "0", ...fields },
      ),
  };
}

/** Asks again until the answer is as expected; gives the last answer when time is up, for the assertion to fail on. */
export async function eventually<T>(ask: () => Promise<T>, isExpected: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + DEADLOCK_MS;
  let answer = await ask();
  while (!isExpected(answer) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await ask();
  }
  return answer;
}
