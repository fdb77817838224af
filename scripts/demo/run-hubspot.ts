import { setTimeout } from "node:timers/promises";
import type { HubspotSandbox, SandboxRecord } from "@coccinelle/sandbox";
import type { CustomerWithTimeline, Mapping, OperatorsApi } from "./operators-api.ts";
import { AMBIGUOUS, KNOWN_BEFORE, TENANT } from "./scenario.ts";

/** A pass takes a second or two; the rest is for a slow machine. */
const SYNC_TIMEOUT_MS = 40_000;
const POLL_INTERVAL_MS = 300;

/** The kinds of records that activities become. */
const ENGAGEMENTS = ["communications", "calls", "emails", "notes"] as const;

/** What stands in the CRM at the end, and what this system says of it. */
export interface HubspotOutcome {
  mappings: Mapping[];
  contacts: SandboxRecord[];
  engagements: SandboxRecord[];
  /** The record of a customer that HubSpot had before. */
  knownBeforeId: string;
}

/** What the account's people had there before: one customer, and another one twice. */
export function prepareHubspot(hubspot: HubspotSandbox): string {
  for (const lastname of ["O'Neil", "Oneil"]) {
    hubspot.add("contacts", { firstname: "Ann", lastname, phone: AMBIGUOUS.phone });
  }
  return hubspot.add("contacts", { firstname: "Karim", lastname: "B.", phone: KNOWN_BEFORE.phone });
}

interface Target {
  api: OperatorsApi;
  hubspot: HubspotSandbox;
  serviceKey: string;
  knownBeforeId: string;
  customers: CustomerWithTimeline[];
  signal: AbortSignal;
}

/** Connects the tenant to its HubSpot and waits until every customer and activity has been decided on. */
export async function runHubspot(target: Target): Promise<HubspotOutcome> {
  const { api, hubspot, serviceKey, knownBeforeId, customers, signal } = target;
  const { id } = await api.createIntegration(TENANT, {
    system: "hubspot",
    credentials: { accessToken: serviceKey },
  });
  const deadline = Date.now() + SYNC_TIMEOUT_MS;
  for (;;) {
    const mappings = await api.listMappings(TENANT, id);
    const outcome = {
      mappings,
      contacts: hubspot.records("contacts"),
      engagements: ENGAGEMENTS.flatMap((type) => hubspot.records(type)),
      knownBeforeId,
    };
    const synced = mappings.filter(({ syncStatus }) => syncStatus === "synced");
    const due = customers
      .filter((customer) => synced.some(({ prospectId }) => prospectId === customer.id))
      .flatMap(({ timeline }) => timeline);
    const isDone = mappings.length >= customers.length && outcome.engagements.length >= due.length;
    if (isDone || Date.now() > deadline) return outcome;
    await setTimeout(POLL_INTERVAL_MS, undefined, { signal });
  }
}
