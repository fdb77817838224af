import { DeadLetterDeed, DeadLetterReason, DeadLetterStatus, ReplayState } from "@coccinelle/db";
import * as z from "zod";
import { pageOf } from "../../frame/fields.ts";
import { AnyReason } from "./dead-letter-selection.ts";

const Time = z.iso.datetime();
const Actor = z.strictObject({ id: z.string(), name: z.string().nullable() }).meta({ id: "Actor" });

/** What stands in the list; with `?source=sync` what a CRM does not have as it should. */
export const DeadLetterAnswer = z
  .strictObject({
    id: z.string(),
    eventId: z.string().nullable(),
    tenantId: z.string().nullable(),
    provider: z.string().nullable().describe("For a failed sync the CRM"),
    reason: AnyReason,
    error: z.string(),
    attempts: z.int(),
    status: DeadLetterStatus,
    firstFailedAt: Time.nullable().describe("Null for a failed sync"),
    lastFailedAt: Time.nullable().describe("Null for a failed sync"),
    traceId: z.string().nullable().describe("In every log line about the event"),
    codeVersion: z.string().nullable().describe("The version of the code that it failed in last"),
    replayable: z
      .boolean()
      .describe(
        "False where the message cannot be rebuilt from what is kept of it, or an edit of it was sent",
      ),
    settledAt: Time.nullable(),
    settledReason: z.string().nullable(),
    replayId: z.string().nullable().describe("The replay that took it last"),
    inReplay: z.boolean().describe("The replay has it in hand still"),
    event: z.unknown(),
  })
  .meta({ id: "DeadLetter" });

const HistoryEntry = z
  .strictObject({
    at: Time,
    what: DeadLetterDeed,
    actor: Actor.nullable().describe("Null where the pipeline itself did it"),
    reason: z.string(),
    error: z.string().nullable(),
    replayId: z.string().nullable(),
    eventId: z
      .string()
      .nullable()
      .describe("The other event, where an edit made one of another, or it was sent as its tenant's"),
    codeVersion: z.string().nullable(),
  })
  .meta({ id: "DeadLetterHistoryEntry" });

export const DeadLetterPage = pageOf(DeadLetterAnswer);

export const DeadLetterDetail = DeadLetterAnswer.extend({
  history: z.array(HistoryEntry),
}).meta({ id: "DeadLetterDetail" });

export const ReplayAnswer = z
  .strictObject({
    id: z.string(),
    tenantId: z.string().nullable(),
    actor: Actor,
    reason: z.string(),
    selection: z.unknown().describe("What was asked for"),
    state: ReplayState.describe(
      "Once it is done the queue has taken all that it will; what fails again shows after that",
    ),
    total: z.int().describe("How many it took in hand"),
    sent: z.int().describe("Of the total, how many the queue took"),
    failedAgain: z.int().describe("Of those that were sent, how many were parked again"),
    refused: z.int().describe("Of the total, how many the queue did not take; they are parked as before"),
    alreadySettled: z.int().describe("Named, but of another status"),
    inOtherReplay: z.int().describe("Selected, but in the hands of another replay"),
    notReplayable: z.int().describe("Selected, but the message cannot be rebuilt, or an edit of it was sent"),
    notFound: z.int().describe("Named, but not there"),
    error: z.string().nullable(),
    startedAt: Time,
    finishedAt: Time.nullable().describe("Null while it has something in hand"),
  })
  .meta({ id: "Replay" });

export const ReplayPage = pageOf(ReplayAnswer);

export const ReplayDetail = ReplayAnswer.extend({
  recorded: z
    .int()
    .nullable()
    .describe(
      "Of those that were sent, how many stand as activities by now: with failedAgain they are all, once every " +
        "outcome is known. Null where it is not counted: over 1,000, failed syncs, or replayed again since",
    ),
}).meta({ id: "ReplayDetail" });

/** What a selection comes to. */
const Counts = z.strictObject({
  total: z.int(),
  alreadySettled: z.int(),
  inOtherReplay: z.int(),
  notReplayable: z.int(),
  notFound: z.int(),
});

export const DiscardAnswer = Counts.extend({ dryRun: z.boolean() }).meta({ id: "DiscardResult" });

const ForecastOutcome = z
  .enum(["creates_customer", "adds_activity", "nothing", "fails"])
  .meta({ id: "ForecastOutcome" });

const Identity = z.strictObject({ kind: z.string(), value: z.string() }).meta({ id: "Identity" });

export const ForecastItem = z
  .strictObject({
    id: z.string(),
    outcome: ForecastOutcome.describe("In its turn, after those of the selection that come before it"),
    alone: ForecastOutcome.describe("If it were replayed alone"),
    eventId: z.string().nullable(),
    tenantId: z.string().nullable(),
    customer: z
      .strictObject({
        id: z.string().nullable().describe("Null where it is yet to be made"),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        identities: z.array(Identity),
      })
      .optional(),
    activity: z.strictObject({ type: z.string(), channel: z.string(), occurredAt: Time }).optional(),
    reason: DeadLetterReason.optional().describe("Why it would be parked again"),
    error: z.string().optional(),
  })
  .meta({ id: "ForecastItem" });

export const ForecastAnswer = Counts.extend({
  dryRun: z.literal(true),
  items: z.array(ForecastItem).describe("What becomes of the first of the total, the oldest failure first"),
  summary: z
    .strictObject({
      creates_customer: z.int(),
      adds_activity: z.int(),
      nothing: z.int(),
      fails: z.int(),
    })
    .describe("Of the items"),
  integrations: z
    .array(z.strictObject({ integrationId: z.string(), count: z.int() }))
    .optional()
    .describe("For failed syncs: how many each would try again"),
}).meta({ id: "Forecast" });

const Difference = z
  .strictObject({ path: z.string(), from: z.unknown(), to: z.unknown() })
  .meta({ id: "Difference" });

export const EditAnswer = z
  .strictObject({
    id: z.string().nullable().describe("The replay's; null for a dry run"),
    eventId: z.string(),
    originEventId: z.string(),
    difference: z.array(Difference),
    forecast: ForecastItem.optional().describe("For a dry run"),
  })
  .meta({ id: "DeadLetterEditResult" });
