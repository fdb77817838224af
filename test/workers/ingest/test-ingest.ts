import { env } from "cloudflare:workers";
import type { MessageEvent } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { INBOUND_PROVIDERS } from "@coccinelle/webhooks";
import type { IngestDeps } from "../../../workers/ingest/src/ingest-deps.ts";
import { createChannelCache } from "../../../workers/ingest/src/owner/channel-cache.ts";
import { loadCandidates } from "../../../workers/ingest/src/owner/load-candidates.ts";
import { createCredentialsOpener } from "../../../workers/ingest/src/owner/open-credentials.ts";
import { receiveWebhook } from "../../../workers/ingest/src/webhook/receive-webhook.ts";
import type { SignedRequest } from "../../support/sign-twilio.ts";
import { vault } from "./test-channel.ts";

export interface TestIngest {
  receive(request: SignedRequest): Promise<Response>;
  receiveRequest(request: Request): Promise<Response>;
  /** The events that the queue took. */
  queued: MessageEvent[];
  /** How often the channels were read from the database. */
  loads(): number;
  /** How many sealed credentials were opened. */
  opened(): number;
  wait(milliseconds: number): void;
  logged: { event: string; fields: Record<string, unknown> }[];
}

interface TestIngestOptions extends Partial<IngestDeps> {
  /** Comes before each reading of the channels; what it throws is thrown. */
  beforeLoad?: () => Promise<void>;
}

/** Twilio's webhooks with a clock, a queue and a cache of their own, on the real database. */
export function newIngest({ beforeLoad, ...partial }: TestIngestOptions = {}): TestIngest {
  const queued: MessageEvent[] = [];
  const logged: TestIngest["logged"] = [];
  let loads = 0;
  let opened = 0;
  let nowMs = Date.parse("2026-11-22T10:00:00.000Z");
  const log: IngestDeps["log"] = (_level, event, fields) => logged.push({ event, fields });
  const openCredentials = createCredentialsOpener({
    open(sealed, place) {
      opened += 1;
      return vault.open(sealed, place);
    },
  });
  const provider = "twilio";
  const deps: IngestDeps = {
    provider,
    publicBaseUrl: "https://crm.example.com",
    channels: createChannelCache(),
    async loadCandidates(claims) {
      loads += 1;
      await beforeLoad?.();
      return loadCandidates(claims, { provider, db: env.DB, openCredentials, log });
    },
    queue: {
      async send(event: MessageEvent) {
        queued.push(event);
        return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
      },
    },
    saveToOutbox: (row) => insertOutboxEvent(env.DB, row),
    clock: () => new Date(nowMs),
    newId: () => crypto.randomUUID(),
    log,
    ...partial,
  };
  const receiveRequest = async (request: Request) => {
    const read = INBOUND_PROVIDERS[provider].routes[new URL(request.url).pathname];
    if (!read) throw new Error(`there is no route for ${request.url}`);
    return await receiveWebhook(request, read, deps);
  };
  return {
    receive: ({ url, ...init }) => receiveRequest(new Request(url, init)),
    receiveRequest,
    queued,
    loads: () => loads,
    opened: () => opened,
    wait(milliseconds) {
      nowMs += milliseconds;
    },
    logged,
  };
}
