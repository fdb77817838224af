import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import { basePathOf, type RouteCall, type SalesforceRoute } from "../api/route.ts";
import { notFoundError, SalesforceError } from "../api/salesforce-error.ts";
import { readRecordId } from "../records/record-id.ts";
import { toApiTime } from "../records/sobject-record.ts";
import { toCsv } from "./csv.ts";
import type { IngestJob } from "./ingest-job.ts";
import { runJob } from "./run-job.ts";

const KEY_PREFIX = "750";
/** The longest upload, before it is encoded. */
const MAX_UPLOAD_LENGTH = 100 * 1024 * 1024;

const NewJob = z.strictObject({
  object: z.string(),
  operation: z.literal("upsert"),
  externalIdFieldName: z.string(),
  contentType: z.literal("CSV").default("CSV"),
  columnDelimiter: z.literal("COMMA").default("COMMA"),
  lineEnding: z.enum(["LF", "CRLF"]).default("LF"),
});

const NewState = z.object({ state: z.enum(["UploadComplete", "Aborted"]) });

function createJob(call: RouteCall): SandboxAnswer {
  const { org } = call;
  const { object, externalIdFieldName, lineEnding } = readBody(NewJob, call.body);
  const type = readObjectType(object);
  const key = org.access.findVisible(type, externalIdFieldName);
  if (!key?.externalId) {
    throw new SalesforceError(
      400,
      "InvalidJob",
      `InvalidJob : Field name provided, ${externalIdFieldName} does not match an External ID, Salesforce Id, or indexed field for ${type}`,
    );
  }
  const job: IngestJob = {
    id: org.store.makeId(KEY_PREFIX),
    object: type,
    externalIdFieldName: key.name,
    lineEnding,
    state: "Open",
    createdAt: org.now(),
    changedAt: org.now(),
    uploads: 0,
    csv: "",
    polls: 0,
    errorMessage: null,
    columns: [],
    successful: [],
    failed: [],
    unprocessed: [],
  };
  org.jobs.set(job.id, job);
  return { status: 200, body: toJobAnswer(call, job) };
}

function uploadRows(call: RouteCall): SandboxAnswer {
  const job = getJob(call);
  if (job.state !== "Open") throw stateError(job, "data can be uploaded to an open job alone");
  if (job.uploads > 0 && call.org.secondUpload === "refused") throw severalUploadsError(job);
  if (!/^text\/csv\b/.test(call.headers.get("content-type") ?? "")) {
    throw new SalesforceError(415, "UNSUPPORTED_MEDIA_TYPE", "a job takes text/csv alone");
  }
  if (call.body.length > MAX_UPLOAD_LENGTH) {
    throw new SalesforceError(413, "ClientInputError", "the upload is too large");
  }
  call.org.jobs.set(job.id, { ...job, uploads: job.uploads + 1, csv: call.body });
  return { status: 201 };
}

function changeState(call: RouteCall): SandboxAnswer {
  const job = getJob(call);
  const { state } = readBody(NewState, call.body);
  if (job.state !== "Open" && (state === "UploadComplete" || isOver(job))) {
    throw stateError(job, `it cannot become ${state}`);
  }
  if (state === "UploadComplete" && job.uploads > 1) throw severalUploadsError(job);
  if (state === "UploadComplete" && job.uploads === 0) throw stateError(job, "nothing was uploaded");
  const left = state === "Aborted" ? runJob(call.org, job, 0) : job;
  const changed: IngestJob = { ...left, state, errorMessage: null, changedAt: call.org.now() };
  call.org.jobs.set(job.id, changed);
  return { status: 200, body: toJobAnswer(call, changed) };
}

/** Reads a job, which ends when it has been read often enough and its time is over. */
function readJob(call: RouteCall): SandboxAnswer {
  const { org } = call;
  const job = getJob(call);
  if (job.state !== "UploadComplete" && job.state !== "InProgress") {
    return { status: 200, body: toJobAnswer(call, job) };
  }
  const polled = { ...job, polls: job.polls + 1 };
  const isDue = polled.polls >= org.pollsUntilJobEnds && org.now() >= job.changedAt + org.jobMs;
  const next: IngestJob = isDue ? runJob(org, polled) : { ...polled, state: "InProgress" };
  org.jobs.set(job.id, next);
  return { status: 200, body: toJobAnswer(call, next) };
}

function readResults(call: RouteCall, kind: "successful" | "failed" | "unprocessed"): SandboxAnswer {
  const job = getJob(call);
  if (!isOver(job)) throw stateError(job, "its results are not there yet");
  switch (kind) {
    case "successful": {
      const columns = ["sf__Id", "sf__Created", ...job.columns];
      const rows = job.successful.map(({ id, created, row }) => ({
        sf__Id: id,
        sf__Created: String(created),
        ...row,
      }));
      return { status: 200, text: { type: "text/csv", content: toCsv(columns, rows) } };
    }
    case "failed": {
      const columns = ["sf__Id", "sf__Error", ...job.columns];
      const rows = job.failed.map(({ id, error, row }) => ({ sf__Id: id ?? "", sf__Error: error, ...row }));
      return { status: 200, text: { type: "text/csv", content: toCsv(columns, rows) } };
    }
    case "unprocessed":
      return { status: 200, text: { type: "text/csv", content: toCsv(job.columns, job.unprocessed) } };
  }
}

function getJob({ org, params }: RouteCall): IngestJob {
  const id = readRecordId(params[0] ?? "");
  const job = id === null ? undefined : org.jobs.get(id);
  if (!job) throw notFoundError();
  return job;
}

function isOver({ state }: IngestJob): boolean {
  return state === "JobComplete" || state === "Failed" || state === "Aborted";
}

function stateError({ id, state }: IngestJob, message: string): SalesforceError {
  return new SalesforceError(400, "INVALIDJOBSTATE", `Job ${id} is in the state ${state}: ${message}`);
}

function severalUploadsError({ id }: IngestJob): SalesforceError {
  return new SalesforceError(
    400,
    "INVALIDJOB",
    `Found multiple contents for job: <${id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
  );
}

function toJobAnswer(call: RouteCall, job: IngestJob): Record<string, unknown> {
  return {
    id: job.id,
    operation: "upsert",
    object: job.object,
    externalIdFieldName: job.externalIdFieldName,
    createdById: call.org.userId,
    createdDate: toApiTime(job.createdAt),
    systemModstamp: toApiTime(job.changedAt),
    state: job.state,
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: Number(call.version.slice(1)),
    contentUrl: `${basePathOf(call).slice(1)}/jobs/ingest/${job.id}/batches`,
    lineEnding: job.lineEnding,
    columnDelimiter: "COMMA",
    jobType: "V2Ingest",
    retries: 0,
    totalProcessingTime: 0,
    ...(job.errorMessage !== null && { errorMessage: job.errorMessage }),
    numberRecordsProcessed: job.successful.length + job.failed.length,
    numberRecordsFailed: job.failed.length,
  };
}

export const jobRoutes: SalesforceRoute[] = [
  { method: "POST", path: "/jobs/ingest", answer: createJob },
  { method: "PUT", path: "/jobs/ingest/{id}/batches", answer: uploadRows },
  { method: "PATCH", path: "/jobs/ingest/{id}", answer: changeState },
  { method: "GET", path: "/jobs/ingest/{id}", answer: readJob },
  {
    method: "GET",
    path: "/jobs/ingest/{id}/successfulResults",
    answer: (call) => readResults(call, "successful"),
  },
  { method: "GET", path: "/jobs/ingest/{id}/failedResults", answer: (call) => readResults(call, "failed") },
  {
    method: "GET",
    path: "/jobs/ingest/{id}/unprocessedrecords",
    answer: (call) => readResults(call, "unprocessed"),
  },
];
