import { setTimeout } from "node:timers/promises";
import type { CrmAccount, CrmActivity, CrmRecord } from "./crm-account.ts";
import type { CustomerWithTimeline, Mapping, OperatorsApi } from "./operators-api.ts";
import { TENANT } from "./scenario.ts";

/** A pass takes one or two seconds. The rest is for a slow machine. */
const SYNC_TIMEOUT_MS = 40_000;
const POLL_INTERVAL_MS = 300;

/** The records in a CRM at the end, and the mappings of our customers to them. */
export interface CrmOutcome {
  account: Pick<CrmAccount, "name" | "knownBeforeId" | "undecided">;
  mappings: Mapping[];
  records: CrmRecord[];
  activities: CrmActivity[];
}

interface Target {
  api: OperatorsApi;
  account: CrmAccount;
  customers: CustomerWithTimeline[];
  signal: AbortSignal;
}

/** Connects the tenant to its CRM, and waits until every customer and every activity has an outcome. */
export async function runCrm({ api, account, customers, signal }: Target): Promise<CrmOutcome> {
  const { id } = await api.createIntegration(TENANT, account.integration);
  const deadline = Date.now() + SYNC_TIMEOUT_MS;
  for (;;) {
    const mappings = await api.listMappings(TENANT, id);
    const records = account.listRecords();
    const activities = account.listActivities();
    const synced = mappings.filter(({ syncStatus }) => syncStatus === "synced");
    const due = customers
      .filter((customer) => synced.some(({ prospectId }) => prospectId === customer.id))
      .flatMap(({ timeline }) => timeline);
    const isDone = mappings.length >= customers.length && activities.length >= due.length;
    if (isDone || Date.now() > deadline) return { account, mappings, records, activities };
    await setTimeout(POLL_INTERVAL_MS, undefined, { signal });
  }
}
