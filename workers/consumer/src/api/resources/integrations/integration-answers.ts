import { MappingStatus, SyncStatus } from "@coccinelle/core";
import * as z from "zod";

const Time = z.iso.datetime();

/** An integration as a list has it. */
export const IntegrationAnswer = z
  .strictObject({
    id: z.string(),
    system: z.string().describe("The CRM; native is this database itself"),
    isActive: z.boolean(),
    settings: z.record(z.string(), z.unknown()),
    syncStatus: SyncStatus,
    lastSyncAt: Time.nullable(),
    pending: z.int().describe("Changed customers that the CRM is yet to be told of, or to be told of anew"),
    failed: z.int().describe("Customers and activities that are not there as they should be"),
    lastError: z.string().nullable().describe("Why the last pass failed; null where it did not"),
    createdAt: Time.nullable(),
    updatedAt: Time.nullable(),
  })
  .meta({ id: "Integration" });

/** One integration by itself: also what its sync waits for. */
export const IntegrationDetail = IntegrationAnswer.extend({
  nextSyncAt: Time.nullable().describe("Null: within a minute or two of the next change"),
  heldUntil: Time.nullable().describe("Nothing is sent before then; null where nothing is waited for"),
  heldBy: z
    .enum(["limit", "failure"])
    .nullable()
    .describe("A limit that the CRM has set, or a failure that is given time to pass"),
}).meta({ id: "IntegrationDetail" });
export type IntegrationDetail = z.infer<typeof IntegrationDetail>;

export const SetupAnswer = z
  .strictObject({
    ready: z.boolean(),
    created: z.array(z.string()).describe("What was missing there and has been made"),
    missing: z
      .array(z.strictObject({ kind: z.string(), name: z.string(), remedy: z.string() }))
      .describe("What an administrator has to do there first"),
    learned: z.record(z.string(), z.union([z.boolean(), z.string()])),
  })
  .meta({ id: "SetupReport" });

export const AuthorizeAnswer = z.strictObject({ url: z.url() }).meta({ id: "AuthorizationLink" });

export const MappingAnswer = z
  .strictObject({
    prospectId: z.string(),
    externalId: z.string().nullable().describe("The record there; null where there is none yet"),
    externalSystem: z.string(),
    syncStatus: MappingStatus,
    lastSyncedAt: Time.nullable(),
    metadata: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("Its `reason` says in plain words why the status is what it is"),
  })
  .meta({ id: "Mapping" });

export const SyncRunAnswer = z
  .strictObject({
    id: z.string(),
    startedAt: Time,
    finishedAt: Time,
    result: z.string().describe("What was to happen next: done, more, wait, needs_auth or failed"),
    counts: z.record(z.string(), z.number()),
    error: z.string().nullable(),
  })
  .meta({ id: "SyncRun" });
