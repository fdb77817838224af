import { type BulkLoad, errorFields, isRetryable } from "@coccinelle/core";
import type { BulkJob, CustomerToSync } from "@coccinelle/db";
import { isStop } from "../call-in-parts.ts";
import { type LiveCustomer, toContactPush } from "../contacts/push-contacts.ts";
import { mergedRecordsOf } from "../contacts/sync-contacts.ts";
import { nextMapping } from "../mappings/mapping-after-outcome.ts";
import { nextLookAt } from "../next-look.ts";
import { count, type PassContext } from "../pass-context.ts";
import { commitBulk } from "./commit-bulk.ts";
import { settleJob } from "./end-job.ts";

/** At the longest delay it is some two hours. What failed for so long goes by pages. */
const MAX_FAILURES = 30;

const NOTHING = { mappings: [], changed: [] };

/**
 * A step of a load that the CRM works on by itself: opens a job and sends the customers, or asks for what
 * became of them, when it is time to. The job's id is stored before anybody is sent, so that no step is
 * forgotten; each may be taken twice. True where the next job may begin.
 */
export async function bulkLane(pass: PassContext): Promise<boolean> {
  const { adapter, clock, cursors } = pass;
  const { bulk } = adapter;
  if (bulk === null) {
    if (cursors.bulk !== null) await commitBulk(pass, NOTHING, { bulk: null });
    return false;
  }
  const job = cursors.bulk ?? (await openJob(pass, bulk));
  if (job === null || clock() < job.lookAt) return false;
  return job.isSent ? collectJob(pass, bulk, job) : sendJob(pass, bulk, job);
}

/** A CRM that makes no job is brought the customers by pages. */
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
  await commitBulk(pass, NOTHING, { bulk: job });
  return job;
}

async function sendJob(pass: PassContext, bulk: BulkLoad, job: BulkJob): Promise<boolean> {
  const { clock, random, store } = pass;
  const page = await store.listLoad(job);
  const wanted = page.filter(isForJob);
  const asked =
    wanted.length === 0 ? null : await ask(pass, job, () => bulk.send(job.id, wanted.map(toContactPush)));
  if (asked === null) {
    await settleJob(pass, job, page, []);
    return true;
  }
  const now = clock();
  const contacts = new Map(wanted.map((contact) => [contact.prospectId, contact]));
  const mappings = asked.answer.flatMap((outcome) => {
    const contact = contacts.get(outcome.prospectId);
    if (contact === undefined) return [];
    count(pass, `contacts_${outcome.kind === "synced" ? outcome.how : outcome.kind}`);
    return [nextMapping(contact, outcome, now, random)];
  });
  const sent: BulkJob = { ...job, isSent: true, looks: 0, failures: 0, lookAt: nextLookAt(0, now) };
  await commitBulk(pass, { mappings, changed: mergedRecordsOf(wanted, mappings) }, { bulk: sent });
  return false;
}

async function collectJob(pass: PassContext, bulk: BulkLoad, job: BulkJob): Promise<boolean> {
  const page = await pass.store.listLoad(job);
  const asked = await ask(pass, job, () => bulk.collect(job.id, page.filter(isForJob).map(toContactPush)));
  const outcomes = asked === null ? [] : asked.answer;
  if (outcomes === null) {
    const looks = job.looks + 1;
    const lookAt = nextLookAt(looks, pass.clock());
    await commitBulk(pass, NOTHING, { bulk: { ...job, looks, failures: 0, lookAt } });
    return false;
  }
  await settleJob(pass, job, page, outcomes);
  return true;
}

/**
 * Asks the CRM about a job. Where that fails the pass fails, and the next ones leave the job alone for a while.
 *
 * @returns null where there is no use in asking again
 */
async function ask<Answer>(
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
    await commitBulk(pass, NOTHING, { bulk: { ...job, failures, lookAt } });
    throw error;
  }
}

/** Whom another lane has not settled. */
function isForJob(contact: CustomerToSync): contact is LiveCustomer {
  const { customer, handled, mapping, sharedWith } = contact;
  return customer !== null && !handled && sharedWith === null && mapping?.status !== "remote_deleted";
}
