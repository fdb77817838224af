import { type BulkLoad, errorFields, isRetryable } from "@coccinelle/core";
import type { BulkJob, CustomerToSync } from "@coccinelle/db";
import { isStop } from "../call-in-parts.ts";
import { isLive, type LiveCustomer, toContactPush } from "../mappings/live-customer.ts";
import { findNewlyMerged, mappingAfterOutcome } from "../mappings/mapping-after-outcome.ts";
import { count, type PassContext } from "../pass-context.ts";
import { nextLookAt } from "../retry-times.ts";
import { commitBulk } from "./commit-bulk.ts";
import { endJob } from "./end-job.ts";

/** With the longest delay between them these take some 2 hours. Then the job's customers go by pages. */
const MAX_FAILURES = 30;

const NO_MAPPINGS = { mappings: [], changed: [] };

/**
 * Takes one step of a load by jobs, which the CRM works on by itself: opens a job and sends it the customers, or
 * asks for their outcomes when it is time. The job's id is stored before any customer is sent, so that no job is
 * forgotten, and each step may be taken twice. Gives true where the next job may begin.
 */
export async function bulkLane(pass: PassContext): Promise<boolean> {
  const { adapter, clock, cursors } = pass;
  const { bulk } = adapter;
  if (bulk === null) {
    if (cursors.bulk !== null) await commitBulk(pass, NO_MAPPINGS, { bulk: null });
    return false;
  }
  const job = cursors.bulk ?? (await openJob(pass, bulk));
  if (job === null || clock() < job.lookAt) return false;
  return job.isSent ? collectJob(pass, bulk, job) : sendJob(pass, bulk, job);
}

/** Gives null where the load is too small for a job, or where the CRM opens none: then the customers go by pages. */
async function openJob(pass: PassContext, bulk: BulkLoad): Promise<BulkJob | null> {
  const { clock, log, store } = pass;
  const range = await store.findBulkRange(bulk.minSize, bulk.pageSize);
  if (range === null) return null;
  let id: string;
  try {
    id = await bulk.open();
  } catch (error) {
    if (isStop(error)) throw error;
    log("warn", "bulk_not_opened", errorFields(error));
    return null;
  }
  const job: BulkJob = { id, ...range, isSent: false, looks: 0, failures: 0, lookAt: clock() };
  await commitBulk(pass, NO_MAPPINGS, { bulk: job });
  return job;
}

async function sendJob(pass: PassContext, bulk: BulkLoad, job: BulkJob): Promise<boolean> {
  const { clock, random, store } = pass;
  const page = await store.listLoad(job);
  const wanted = page.filter(isForJob);
  const answered =
    wanted.length === 0
      ? null
      : await callForJob(pass, job, () => bulk.send(job.id, wanted.map(toContactPush)));
  if (answered === null) {
    await endJob(pass, job, page, []);
    return true;
  }
  const now = clock();
  const customers = new Map(wanted.map((customer) => [customer.prospectId, customer]));
  const mappings = answered.answer.flatMap((outcome) => {
    const customer = customers.get(outcome.prospectId);
    if (customer === undefined) return [];
    count(pass, `contacts_${outcome.kind === "synced" ? outcome.how : outcome.kind}`);
    return [mappingAfterOutcome(customer, outcome, now, random)];
  });
  const sent: BulkJob = { ...job, isSent: true, looks: 0, failures: 0, lookAt: nextLookAt(0, now) };
  await commitBulk(pass, { mappings, changed: findNewlyMerged(wanted, mappings) }, { bulk: sent });
  return false;
}

async function collectJob(pass: PassContext, bulk: BulkLoad, job: BulkJob): Promise<boolean> {
  const page = await pass.store.listLoad(job);
  const pushes = page.filter(isForJob).map(toContactPush);
  const answered = await callForJob(pass, job, () => bulk.collect(job.id, pushes));
  const outcomes = answered === null ? [] : answered.answer;
  if (outcomes === null) {
    const looks = job.looks + 1;
    const lookAt = nextLookAt(looks, pass.clock());
    await commitBulk(pass, NO_MAPPINGS, { bulk: { ...job, looks, failures: 0, lookAt } });
    return false;
  }
  await endJob(pass, job, page, outcomes);
  return true;
}

/**
 * Calls the CRM about a job. Where the call fails the pass fails, and the next passes leave the job alone for a while.
 *
 * @returns null where there is no use in calling again
 */
async function callForJob<Answer>(
  pass: PassContext,
  job: BulkJob,
  call: () => Promise<Answer>,
): Promise<{ answer: Answer } | null> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (isStop(error)) throw error;
    if (!isRetryable(error) || job.failures >= MAX_FAILURES) {
      pass.log("error", "bulk_given_up", errorFields(error));
      return null;
    }
    const failures = job.failures + 1;
    const lookAt = nextLookAt(failures, pass.clock());
    await commitBulk(pass, NO_MAPPINGS, { bulk: { ...job, failures, lookAt } });
    throw error;
  }
}

/** Whether a job is to bring a customer: no other lane has, no other customer has its record, and no person deleted it. */
function isForJob(customer: CustomerToSync): customer is LiveCustomer {
  const { handled, mapping, sharedWith } = customer;
  return isLive(customer) && !handled && sharedWith === null && mapping?.status !== "remote_deleted";
}
