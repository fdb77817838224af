import { env } from "cloudflare:workers";
import type { MessageEvent } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { createChannelCache } from "../../../workers/ingest/src/channel-cache.ts";
import { loadCandidates } from "../../../workers/ingest/src/load-candidates.ts";
import {
  receiveTwilioMessage,
  type TwilioMessageDeps,
} from "../../../workers/ingest/src/receive-twilio-message.ts";
import type { SignedRequest } from "../../support/sign-twilio.ts";
import { vault } from "./test-channel.ts";

export interface TestIngest {
  receive(request: SignedRequest): Promise<Response>;
  receiveRequest(request: Request): Promise<Response>;
  /** What the queue took. */
  queued: MessageEvent[];
  /** How often the channels were read from the database. */
  loads(): number;
  wait(milliseconds: number): void;
  logged: { event: string; fields: Record<string, unknown> }[];
}

/** The Worker's handler with a clock, a queue and a cache of its own, on the real database. */
export function newIngest(partial: Partial<TwilioMessageDeps> = {}): TestIngest {
  const queued: MessageEvent[] = [];
  const logged: TestIngest["logged"] = [];
  let loads = 0;
  let nowMs = Date.parse("2026-11-22T10:00:00.000Z");
  const log: TwilioMessageDeps["log"] = (_level, event, fields) => logged.push({ event, fields });
  const deps: TwilioMessageDeps = {
    publicBaseUrl: "https://crm.example.com",
    channels: createChannelCache(),
    loadCandidates(claims) {
      loads += 1;
      return loadCandidates(claims, { db: env.DB, vault, log });
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
  const receiveRequest = (request: Request) => receiveTwilioMessage(request, deps);
  return {
    receive: ({ url, ...init }) => receiveRequest(new Request(url, init)),
    receiveRequest,
    queued,
    loads: () => loads,
    wait(milliseconds) {
      nowMs += milliseconds;
    },
    logged,
  };
}
