import { DeadLetterDeed, DeadLetterReason, DeadLetterStatus, ReplayState } from "@coccinelle/db";
import * as z from "zod";
import { pageOf } from "../../frame/fields.ts";
import { AnyReason } from "./dead-letter-selection.ts";

const Time = z.iso.datetime();
const Actor = z.strictObject({ id: z.string(), name: z.string().nullable() }).meta({ id: "Actor" });

/** A dead letter in a list; with `?source=sync` a customer or activity that a CRM does not have as it should. */
export const DeadLetterAnswer = z
  .strictObject({
    id: z.string(),
    eventId: z.string().nullable(),
    tenantId: z.string().nullable(),
    provider: z.string().nullable().describe("The CRM, for a failed sync"),
    reason: AnyReason,
    error: z.string(),
    attempts: z.int(),
    status: DeadLetterStatus,
    firstFailedAt: Time.nullable().describe("Null for a failed sync"),
    lastFailedAt: Time.nullable().describe("Null for a failed sync"),
    traceId: z.string().nullable().describe("It is in every log line about the event"),
    codeVersion: z.string().nullable().describe("The version of the code in which the event failed last"),
    replayable: z
      .boolean()
      .describe("False where the kept text is not the whole message, or where an edit of it was sent"),
    settledAt: Time.nullable(),
    settledReason: z.string().nullable(),
    replayId: z.string().nullable().describe("The last replay that took it"),
    inReplay: z.boolean().describe("True while that replay still has to send it"),
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
      .describe(
        "The other event, where an edit made one event of another, or the event was sent as a tenant's",
      ),
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
    selection: z.unknown().describe("The selection as the operator gave it"),
    state: ReplayState.describe(
      "`done` means that the queue has taken all events; an event may still fail again after that",
    ),
    total: z.int().describe("The number of dead letters that the replay took"),
    sent: z.int().describe("The number of events that the queue took"),
    failedAgain: z.int().describe("The number of sent events that were parked again"),
    refused: z.int().describe("The number of events that the queue did not take; they stay parked"),
    alreadySettled: z.int().describe("Named, but with another status"),
    inOtherReplay: z.int().describe("Selected, but taken by another replay"),
    notReplayable: z
      .int()
      .describe("Selected, but the kept text is not the whole message, or an edit of it was sent"),
    notFound: z.int().describe("Named, but no dead letter has this id"),
    error: z.string().nullable(),
    startedAt: Time,
    finishedAt: Time.nullable().describe("Null while the replay still has events to send"),
  })
  .meta({ id: "Replay" });

export const ReplayPage = pageOf(ReplayAnswer);

export const ReplayDetail = ReplayAnswer.extend({
  recorded: z
    .int()
    .nullable()
    .describe(
      "The number of sent events that are activities by now. Once every outcome is known, `recorded` and " +
        "`failedAgain` together equal `sent`. Null where the API does not count it: for more than 1,000 events, " +
        "for failed syncs, and for events that were replayed again since",
    ),
}).meta({ id: "ReplayDetail" });

/** The numbers of dead letters in a selection, by what may be done with them. */
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
    outcome: ForecastOutcome.describe("The outcome in a replay of the whole selection, in its order"),
    alone: ForecastOutcome.describe("The outcome in a replay of this dead letter alone"),
    eventId: z.string().nullable(),
    tenantId: z.string().nullable(),
    customer: z
      .strictObject({
        id: z.string().nullable().describe("Null where the replay would create the customer"),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        identities: z.array(Identity),
      })
      .optional(),
    activity: z.strictObject({ type: z.string(), channel: z.string(), occurredAt: Time }).optional(),
    reason: DeadLetterReason.optional().describe("The reason for which it would be parked again"),
    error: z.string().optional(),
  })
  .meta({ id: "ForecastItem" });

export const ForecastAnswer = Counts.extend({
  dryRun: z.literal(true),
  items: z.array(ForecastItem).describe("The outcomes of the first dead letters, the oldest failure first"),
  summary: z
    .strictObject({
      creates_customer: z.int(),
      adds_activity: z.int(),
      nothing: z.int(),
      fails: z.int(),
    })
    .describe("The number of items with each outcome"),
  integrations: z
    .array(z.strictObject({ integrationId: z.string(), count: z.int() }))
    .optional()
    .describe("For failed syncs: the number that each integration would try again"),
}).meta({ id: "Forecast" });

const Difference = z
  .strictObject({ path: z.string(), from: z.unknown(), to: z.unknown() })
  .meta({ id: "Difference" });

export const EditAnswer = z
  .strictObject({
    id: z.string().nullable().describe("The id of the replay; null for a dry run"),
    eventId: z.string(),
    originEventId: z.string(),
    difference: z.array(Difference),
    forecast: ForecastItem.optional().describe("Only for a dry run"),
  })
  .meta({ id: "DeadLetterEditResult" });
