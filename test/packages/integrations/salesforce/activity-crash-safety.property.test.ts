import type { ActivityOutcome, ActivityPush, CrmAdapter } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { firstPush, newCustomer, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { simulateSalesforce } from "./simulated-salesforce.ts";

const FAULTS = [
  { kind: "fail-before" },
  { kind: "fail-after" },
  { kind: "time-out" },
  { kind: "drop-answer" },
  { kind: "status", status: 503, errorCode: "SERVER_UNAVAILABLE" },
  { kind: "status", status: 403, errorCode: "REQUEST_LIMIT_EXCEEDED" },
] as const;

/** Which call, counted from the first, meets what. */
const faultsAt = fc.dictionary(fc.integer({ min: 0, max: 24 }).map(String), fc.constantFrom(...FAULTS), {
  maxKeys: 12,
});
/** Whether what a call answered is lost here, as in a crash before it is stored. */
const losses = fc.infiniteStream(fc.boolean());
const MAX_ROUNDS = 80;
const LIMIT_MS = 15 * 60 * 1000;

const MARKS = {
  key: { settings: { activityKeys: true } },
  field: {
    customFields: [
      { object: "Activity", name: "Coccinelle_Activity_Id__c", type: "Text", length: 255 },
    ] as const,
  },
  text: { allowsActivityKeys: false },
};

/** As the engine does: the intent is stored before the call, and stays where no outcome is seen. */
async function pushUntilSettled(
  adapter: CrmAdapter,
  activities: readonly ActivityPush[],
  isLost: () => boolean,
  wait: (ms: number) => void,
): Promise<Map<string, ActivityOutcome>> {
  const settled = new Map<string, ActivityOutcome>();
  const intended = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const open = activities.filter(({ id }) => !settled.has(id));
    if (open.length === 0) break;
    const page = open.map((activity) => ({ ...activity, intended: intended.has(activity.id) }));
    for (const { id } of open) intended.add(id);
    const outcomes = await adapter.pushActivities(page).catch(() => {
      wait(LIMIT_MS);
      return [];
    });
    if (isLost()) continue;
    for (const outcome of outcomes) {
      if (outcome.kind === "error") intended.delete(outcome.activityId);
      else settled.set(outcome.activityId, outcome);
    }
  }
  return settled;
}

describe.each(Object.entries(MARKS))("activities with our id in a %s", (_, options) => {
  it("stand there once each, whatever fails and is lost on the way", async () => {
    await fc.assert(
      fc.asyncProperty(faultsAt, losses, async (faults, lost) => {
        const { sandbox, connect, advance } = await simulateSalesforce(options);
        const contacts = await pushSynced(connect(), [firstPush(newCustomer()), firstPush(newCustomer())]);
        const activities = contacts.flatMap(({ externalId: contactExternalId }) =>
          (["sms", "sms", "note"] as const).map(
            (kind): ActivityPush => ({
              id: crypto.randomUUID(),
              kind,
              direction: "incoming",
              text: "Bonjour",
              occurredAt: "2026-11-20T09:00:00.000Z",
              prospectId: "unused",
              contactExternalId,
              intended: false,
            }),
          ),
        );
        const before = sandbox.calls.length;
        sandbox.faults.push(
          ...FAULTS.map((fault) => ({
            ...fault,
            match: () => faults[String(sandbox.calls.length - 1 - before)] === fault,
            times: Number.POSITIVE_INFINITY,
          })),
        );
        const isLost = () => lost.next().value ?? false;
        const settled = await pushUntilSettled(connect(), activities, isLost, advance);
        const tasks = sandbox.records("Task");
        const synced = activities.map(({ id }) => {
          const outcome = settled.get(id);
          return outcome?.kind === "synced" ? outcome.externalId : outcome?.kind;
        });
        expect(synced.toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
        expect(tasks).toHaveLength(activities.length);
      }),
      { numRuns: propertyRuns() },
    );
  });
});
