import { SyncStatus } from "@coccinelle/core";
import { DeadLetterReason, readOutboxDepth, readOverview } from "@coccinelle/db";
import * as z from "zod";
import { invalidRequest } from "../frame/api-error.ts";
import { DayOrTime, TenantParams } from "../frame/fields.ts";
import { defineOperation, NoBody } from "../frame/operation.ts";
import { jsonResponse } from "../frame/responses.ts";

const HOUR_MS = 60 * 60 * 1000;
const DEFAULT_PERIOD_MS = 24 * HOUR_MS;
/** An answer over this period has a few thousand counts. */
const MAX_PERIOD_DAYS = 31;

const OverviewQuery = z.strictObject({ since: DayOrTime.optional(), until: DayOrTime.optional() });

const MessageCount = z
  .strictObject({ hour: z.iso.datetime(), channel: z.string(), count: z.int() })
  .meta({ id: "MessageCount" });

const ParkedCount = z.strictObject({ reason: DeadLetterReason, parked: z.int() }).meta({ id: "ParkedCount" });

const IntegrationProgress = z
  .strictObject({
    id: z.string(),
    system: z.string(),
    isActive: z.boolean(),
    syncStatus: SyncStatus,
    oldestUnreadAt: z.iso
      .datetime()
      .nullable()
      .describe("The time of the oldest change that the sync has not read yet"),
    lagSeconds: z.int().describe("The age of that change; 0 where the sync has read all changes"),
    failedPasses: z.int().describe("The number of the last passes in a row that failed as a whole"),
    failedRecords: z.int().describe("Customers and activities that are not in the CRM as they should be"),
  })
  .meta({ id: "IntegrationProgress" });

const Overview = z
  .strictObject({
    since: z.iso.datetime().describe("The beginning of the first hour that is counted"),
    until: z.iso.datetime().describe("The end of the last hour that is counted"),
    messages: z
      .array(MessageCount)
      .describe("Messages and calls that came in, by hour and channel; hours without any are left out"),
    customersCreated: z.int(),
    deadLetters: z
      .array(ParkedCount)
      .describe(
        "Dead letters that wait for a decision, from any time; at most 10,000 of each reason are counted",
      ),
    integrations: z.array(IntegrationProgress),
    eventOutbox: z
      .strictObject({ events: z.int(), oldestAt: z.iso.datetime().nullable() })
      .optional()
      .describe(
        "Events of all tenants that wait for the queue; at most 10,000 are counted. Not shown to a tenant's key",
      ),
  })
  .meta({ id: "Overview" });

export const overviewOperations = [
  defineOperation({
    method: "GET",
    path: "/api/tenants/:tenantId/overview",
    summary: "Count messages by the hour, and everything that is stuck; by default for the last 24 hours",
    params: TenantParams,
    query: OverviewQuery,
    body: NoBody,
    answers: { 200: Overview },
    async handle({ params: { tenantId }, query }, env, { actor, clock }) {
      const now = clock();
      const period = wholeHours(query, now);
      const [{ integrations, ...overview }, eventOutbox] = await Promise.all([
        readOverview(env.DB, tenantId, period),
        actor.kind === "key" ? undefined : readOutboxDepth(env.DB),
      ]);
      return jsonResponse(200, {
        since: period.since.toISOString(),
        until: period.until.toISOString(),
        ...overview,
        integrations: integrations.map(({ oldestUnreadAt, ...integration }) => ({
          ...integration,
          oldestUnreadAt,
          lagSeconds: oldestUnreadAt === null ? 0 : secondsBetween(new Date(oldestUnreadAt), now),
        })),
        eventOutbox,
      });
    },
  }),
];

/** Widens a period to whole hours, because D1 counts by the hour. */
function wholeHours(
  { since, until }: z.output<typeof OverviewQuery>,
  now: Date,
): { since: Date; until: Date } {
  const end = until?.getTime() ?? Math.max(now.getTime(), since?.getTime() ?? 0);
  const start = since?.getTime() ?? end - DEFAULT_PERIOD_MS;
  if (start > end) throw invalidRequest([{ path: "until", message: "is before since" }]);
  if (end - start > MAX_PERIOD_DAYS * 24 * HOUR_MS) {
    throw invalidRequest([{ path: "since", message: `over ${MAX_PERIOD_DAYS} days before until` }]);
  }
  return {
    since: new Date(Math.floor(start / HOUR_MS) * HOUR_MS),
    until: new Date(Math.ceil(end / HOUR_MS) * HOUR_MS),
  };
}

/** Never below 0, although the clock of D1 may be a little ahead. */
function secondsBetween(earlier: Date, later: Date): number {
  return Math.max(0, Math.round((later.getTime() - earlier.getTime()) / 1000));
}
