import { MappingStatus, SyncStatus } from "@coccinelle/core";
import * as z from "zod";

const Time = z.iso.datetime();

/** An integration in a list. */
export const IntegrationAnswer = z
  .strictObject({
    id: z.string(),
    system: z.string().describe("The name of the CRM; `native` is the customers' own database"),
    isActive: z.boolean(),
    settings: z.record(z.string(), z.unknown()),
    syncStatus: SyncStatus,
    lastSyncAt: Time.nullable(),
    pending: z.int().describe("Customers with changes that are not in the CRM yet"),
    failed: z.int().describe("Customers and activities that are not in the CRM as they should be"),
    lastError: z
      .string()
      .nullable()
      .describe("The reason why the last pass failed; null where it did not fail"),
    createdAt: Time.nullable(),
    updatedAt: Time.nullable(),
  })
  .meta({ id: "Integration" });

/** One integration, with the time and the reason for which its sync waits. */
export const IntegrationDetail = IntegrationAnswer.extend({
  nextSyncAt: Time.nullable().describe("Null means within two minutes after the next change"),
  heldUntil: Time.nullable().describe("The sync sends nothing before this time; null where it does not wait"),
  heldBy: z
    .enum(["limit", "failure"])
    .nullable()
    .describe("The reason to wait: a limit of the CRM, or a failure that may pass"),
}).meta({ id: "IntegrationDetail" });
export type IntegrationDetail = z.infer<typeof IntegrationDetail>;

export const SetupAnswer = z
  .strictObject({
    ready: z.boolean(),
    created: z.array(z.string()).describe("Things that were missing in the CRM and were made"),
    missing: z
      .array(z.strictObject({ kind: z.string(), name: z.string(), remedy: z.string() }))
      .describe("Things that an administrator of the CRM has to add first"),
    learned: z.record(z.string(), z.union([z.boolean(), z.string()])),
  })
  .meta({ id: "SetupReport" });

export const AuthorizeAnswer = z.strictObject({ url: z.url() }).meta({ id: "AuthorizationLink" });

export const MappingAnswer = z
  .strictObject({
    prospectId: z.string(),
    externalId: z.string().nullable().describe("The record in the CRM; null where there is none yet"),
    externalSystem: z.string(),
    syncStatus: MappingStatus,
    lastSyncedAt: Time.nullable(),
    metadata: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("Its `reason` explains the status in plain words"),
  })
  .meta({ id: "Mapping" });

export const SyncRunAnswer = z
  .strictObject({
    id: z.string(),
    startedAt: Time,
    finishedAt: Time,
    result: z.string().describe("The end of the pass: done, more, wait, needs_auth or failed"),
    counts: z.record(z.string(), z.number()),
    error: z.string().nullable(),
  })
  .meta({ id: "SyncRun" });
