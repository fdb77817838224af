import { PipelineError, TransientError } from "@coccinelle/core";
import * as z from "zod";
import type { Send } from "../../http/transport.ts";
import {
  CreatedAnswer,
  type FieldValue,
  IdentityAnswer,
  IngestJob,
  ObjectDescription,
  QueryAnswer,
  type RemoteRecord,
  type SaveResult,
  saveAnswer,
} from "./answers.ts";
import { API_VERSION, DATA_PATH } from "./api-version.ts";
import { parseCsv } from "./csv.ts";
import { createConnection } from "./jsforce-connection.ts";
import { SalesforceRefusal } from "./salesforce-refusal.ts";
import { encodeQuery } from "./soql.ts";

/** What a collection takes; more than that is refused as a whole. */
export const MAX_COLLECTION_SIZE = 200;

/** Beyond it Salesforce refuses an address; a query stands in it encoded. */
export const MAX_QUERY_URL_LENGTH = 16_000;

export type RecordFields = Record<string, FieldValue>;

export interface RecordUpdate {
  id: string;
  fields: RecordFields;
}

export interface SaveOptions {
  /** Lets duplicate rules that only warn pass; those that block never do. */
  allowDuplicates?: boolean;
}

/** The results of a job, each a list of its rows by column: those of the upload, `sf__Id`, `sf__Created` or `sf__Error`. */
export type IngestResultKind = "successfulResults" | "failedResults";

/** A custom field as the Tooling API takes it, such as `Contact.Coccinelle_Segment__c`. */
export interface CustomFieldCreation {
  fullName: string;
  metadata: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The calls that a sync makes. A collection has at most `MAX_COLLECTION_SIZE` records, none of them twice,
 * and its results come in the order of its records. Each may throw `SalesforceRefusal` for the request as a
 * whole, and what the transport throws.
 */
export interface SalesforceApi {
  /** All records, over all pages. Its address may not be longer than `MAX_QUERY_URL_LENGTH` (see `queryUrlLength`). */
  query(soql: string): Promise<RemoteRecord[]>;
  /** Likewise, with the records of the recycle bin. */
  queryAll(soql: string): Promise<RemoteRecord[]>;

  createRecords(type: string, records: readonly RecordFields[], options?: SaveOptions): Promise<SaveResult[]>;
  updateRecords(type: string, records: readonly RecordUpdate[], options?: SaveOptions): Promise<SaveResult[]>;
  /** @param keyField the external id; every record has a value for it */
  upsertRecords(
    type: string,
    keyField: string,
    records: readonly RecordFields[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>;
  /** To the recycle bin. The records may be of several types. */
  deleteRecords(ids: readonly string[]): Promise<SaveResult[]>;

  /** @returns null where there is no such object for the user of the API */
  describe(type: string): Promise<ObjectDescription | null>;
  /** Whose token it is. */
  identify(): Promise<{ organizationId: string; userId: string }>;

  /** An empty job that upserts by the external id. */
  openIngestJob(type: string, keyField: string): Promise<IngestJob>;
  /** To an open job, once. */
  uploadIngestData(jobId: string, csv: string): Promise<void>;
  /** Nothing more comes: Salesforce begins. */
  closeIngestJob(jobId: string): Promise<IngestJob>;
  abortIngestJob(jobId: string): Promise<IngestJob>;
  /** @returns null where there is no such job any more */
  getIngestJob(jobId: string): Promise<IngestJob | null>;
  readIngestResults(jobId: string, kind: IngestResultKind): Promise<Record<string, string>[]>;

  /** One record, outside collections: of permission sets and what belongs to them. */
  createRecord(type: string, fields: RecordFields): Promise<string>;
  createCustomField(field: CustomFieldCreation): Promise<void>;
}

/** How long the address of a query is; the organisation's own part is counted at its longest. */
export function queryUrlLength(soql: string): number {
  return 300 + encodeQuery(soql).length;
}

/**
 * The calls through jsforce, over a way to the network of ours. Each answer is parsed; one that cannot be
 * read is a `TransientError`.
 */
export function createSalesforceApi(send: Send): SalesforceApi {
  const connection = createConnection(send, API_VERSION);

  async function readAll(resource: "query" | "queryAll", soql: string): Promise<RemoteRecord[]> {
    const records: RemoteRecord[] = [];
    let url: string | null = `/${resource}?q=${encodeQuery(soql)}`;
    while (url !== null) {
      const page: z.infer<typeof QueryAnswer> = await parse(QueryAnswer, connection.request(url));
      records.push(...page.records);
      url = page.done ? null : (page.nextRecordsUrl ?? null);
    }
    return records;
  }

  return {
    query: (soql) => readAll("query", soql),
    queryAll: (soql) => readAll("queryAll", soql),

    createRecords: (type, records, options) =>
      save(records, (batch) => connection.create(type, batch, toSaveOptions(options))),
    updateRecords: (type, records, options) => {
      const inputs = records.map(({ id, fields }) => ({ ...fields, Id: id }));
      return save(inputs, (batch) => connection.update(type, batch, toSaveOptions(options)));
    },
    upsertRecords: (type, keyField, records, options) =>
      save(records, (batch) => connection.upsert(type, batch, keyField, toSaveOptions(options))),
    deleteRecords: (ids) => save(ids, (batch) => connection.destroy("", batch, { allOrNone: false })),

    describe: (type) =>
      unlessMissing(parse(ObjectDescription, connection.request(`/sobjects/${type}/describe`))),
    identify: () => parse(IdentityAnswer, connection.request(`${DATA_PATH}/`)),

    openIngestJob: (object, externalIdFieldName) => {
      const job = { object, externalIdFieldName, operation: "upsert", contentType: "CSV", lineEnding: "LF" };
      return parse(IngestJob, connection.requestPost("/jobs/ingest", job));
    },
    async uploadIngestData(jobId, csv) {
      const url = `/jobs/ingest/${jobId}/batches`;
      const headers = { "content-type": "text/csv" };
      await parse(z.unknown(), connection.request({ method: "PUT", url, body: csv, headers }));
    },
    closeIngestJob: (jobId) =>
      parse(IngestJob, connection.requestPatch(`/jobs/ingest/${jobId}`, { state: "UploadComplete" })),
    abortIngestJob: (jobId) =>
      parse(IngestJob, connection.requestPatch(`/jobs/ingest/${jobId}`, { state: "Aborted" })),
    getIngestJob: (jobId) => unlessMissing(parse(IngestJob, connection.request(`/jobs/ingest/${jobId}`))),
    async readIngestResults(jobId, kind) {
      // As text: jsforce's own reader takes six characters for separators, whichever comes.
      const url = `/jobs/ingest/${jobId}/${kind}`;
      const request = { method: "GET" as const, url, headers: { accept: "text/csv" } };
      const answer = connection.request(request, { responseType: "text/plain" });
      return parseCsv(await parse(z.string(), answer));
    },

    async createRecord(type, fields) {
      return (await parse(CreatedAnswer, connection.create(type, fields))).id;
    },
    async createCustomField({ fullName, metadata }) {
      const body = { FullName: fullName, Metadata: metadata };
      await parse(CreatedAnswer, connection.requestPost("/tooling/sobjects/CustomField", body));
    },
  };
}

/** Without the header, the organisation's assignment rules would give a lead another owner with each update. */
function toSaveOptions({ allowDuplicates = false }: SaveOptions = {}) {
  const headers: Record<string, string> = {
    "sforce-auto-assign": "FALSE",
    ...(allowDuplicates && { "sforce-duplicate-rule-header": "allowSave=true" }),
  };
  return { allOrNone: false, headers };
}

function save<Input>(
  inputs: readonly Input[],
  call: (batch: Input[]) => Promise<unknown>,
): Promise<SaveResult[]> {
  return parse(saveAnswer(inputs.length), call([...inputs]));
}

async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SalesforceRefusal && error.has("NOT_FOUND", "INVALID_TYPE")) return null;
    throw error;
  }
}

async function parse<Schema extends z.ZodType>(
  schema: Schema,
  answer: PromiseLike<unknown>,
): Promise<z.infer<Schema>> {
  try {
    return schema.parse(await answer);
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    // Neither the SDK's error nor the parser's goes along: they may quote the answer.
    throw new TransientError("Salesforce gave an answer that cannot be read");
  }
}
