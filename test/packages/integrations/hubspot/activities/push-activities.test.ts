import type { ActivityPush } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newActivity, pushOne, simulateHubspot } from "../simulated-hubspot.ts";

const KINDS: readonly ActivityPush["kind"][] = ["sms", "whatsapp", "call", "email", "note"];
const TYPES = ["contacts", "communications", "calls", "emails", "notes"] as const;

describe.each([
  ["without a key", false],
  ["with a key", true],
])("activities %s", (_, activityKeys) => {
  const options = { uniquePropertyTypes: [...TYPES], settings: { activityKeys } };

  it("become HubSpot's own kinds, each with its contact", async () => {
    const { sandbox, adapter } = await simulateHubspot(options);
    const { externalId } = await pushOne(adapter);
    const activities = (["sms", "whatsapp", "call", "email", "note"] as const).map((kind) =>
      newActivity(externalId, { kind, text: `<b>${kind}</b>` }),
    );
    const outcomes = await adapter.pushActivities(activities);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["synced", "synced", "synced", "synced", "synced"]);
    expect(sandbox.records("communications").map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        hs_communication_channel_type: "SMS",
        hs_communication_body: "&lt;b&gt;sms&lt;/b&gt;",
      }),
      expect.objectContaining({ hs_communication_channel_type: "WHATS_APP" }),
    ]);
    expect(sandbox.records("calls")[0]?.properties).toMatchObject({ hs_call_direction: "INBOUND" });
    expect(sandbox.records("emails")[0]?.properties).toMatchObject({
      hs_email_direction: "INCOMING_EMAIL",
      hs_email_text: "<b>email</b>",
    });
    expect(sandbox.records("notes")[0]?.properties).toMatchObject({
      hs_note_body: "&lt;b&gt;note&lt;/b&gt;",
      hs_timestamp: "2026-11-20T09:00:00.123Z",
    });
    for (const type of ["communications", "calls", "emails", "notes"] as const) {
      for (const record of sandbox.records(type)) expect(record.associations.contacts).toEqual([externalId]);
    }
  });
});

describe("activities with a key", () => {
  it.each([false, true])(
    "that are in HubSpot already are updated and associated, and the others are made (whole batch refused: %s)",
    async (refusesWholeBatches) => {
      const { sandbox, adapter } = await simulateHubspot({
        uniquePropertyTypes: [...TYPES],
        settings: { activityKeys: true },
        refusesWholeBatches,
      });
      const { externalId } = await pushOne(adapter);
      const activities = Array.from({ length: 40 }, () => newActivity(externalId));
      await adapter.pushActivities(activities.slice(0, 30));
      const before = sandbox.calls.length;
      const outcomes = await adapter.pushActivities(activities);
      expect(sandbox.calls.length - before).toBe(3);
      const records = sandbox.records("communications");
      expect(records).toHaveLength(40);
      expect(records.every(({ associations }) => associations.contacts?.[0] === externalId)).toBe(true);
      expect(outcomes.map((outcome) => outcome.kind === "synced" && outcome.externalId).toSorted()).toEqual(
        records.map(({ id }) => id).toSorted(),
      );
    },
  );
});

describe("activities without a key", () => {
  it("keep their outcomes where they were created before a limit was met", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const { externalId } = await pushOne(adapter);
    const activities = [newActivity(externalId), newActivity(externalId, { kind: "note" })];
    const faults = {
      match: ({ path }: { path: string }) => path.includes("/notes/"),
      kind: "status",
      status: 429,
      times: 1,
    } as const;
    sandbox.faults.push(faults);
    expect(await adapter.pushActivities(activities)).toMatchObject([{ kind: "synced" }, { kind: "error" }]);
  });

  it("are all in doubt where one creation is, and are in HubSpot once in the end", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const { externalId } = await pushOne(adapter);
    const activities = [newActivity(externalId), newActivity(externalId, { kind: "note" })];
    sandbox.faults.push({ match: ({ path }) => path.includes("/notes/"), kind: "drop-answer", times: 1 });
    await expect(adapter.pushActivities(activities)).rejects.toMatchObject({ name: "TransientError" });
    const outcomes = await adapter.pushActivities(activities.map((each) => ({ ...each, intended: true })));
    expect(outcomes).toMatchObject([{ kind: "synced" }, { kind: "synced" }]);
    expect([sandbox.records("communications").length, sandbox.records("notes").length]).toEqual([1, 1]);
  });

  it("stay in doubt where a limit stops the look for them while others of the page are made", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const { externalId } = await pushOne(adapter);
    const standing = newActivity(externalId, { kind: "note" });
    await adapter.pushActivities([standing]);
    sandbox.faults.push({
      match: ({ path }) => path.endsWith("/notes/batch/read"),
      kind: "status",
      status: 423,
      times: 1,
    });
    const page = [newActivity(externalId), { ...standing, intended: true }];
    await expect(adapter.pushActivities(page)).rejects.toMatchObject({ name: "TransientError" });
    advance(10_000);
    const again = page.map((activity) => ({ ...activity, intended: true }));
    expect(await adapter.pushActivities(again)).toMatchObject([{ kind: "synced" }, { kind: "synced" }]);
    expect([sandbox.records("communications").length, sandbox.records("notes").length]).toEqual([1, 1]);
  });

  it("mark an outgoing message by an arrow", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const { externalId } = await pushOne(adapter);
    await adapter.pushActivities([newActivity(externalId, { direction: "outgoing", text: "Merci" })]);
    expect(sandbox.records("communications")[0]?.properties.hs_communication_body).toBe("→ Merci");
  });
});

describe.each([
  ["without a key", false],
  ["with a key", true],
])("10,000 activities %s", (_, activityKeys) => {
  async function countCalls(kindAt: (index: number) => ActivityPush["kind"]): Promise<number> {
    const { sandbox, adapter } = await simulateHubspot({
      uniquePropertyTypes: [...TYPES],
      settings: { activityKeys },
    });
    const { externalId } = await pushOne(adapter);
    const activities = Array.from({ length: 10_000 }, (_, index) =>
      newActivity(externalId, { kind: kindAt(index) }),
    );
    const before = sandbox.calls.length;
    for (let from = 0; from < activities.length; from += adapter.activityPageSize) {
      await adapter.pushActivities(activities.slice(from, from + adapter.activityPageSize));
    }
    const types = TYPES.filter((type) => type !== "contacts");
    expect(types.flatMap((type) => sandbox.records(type))).toHaveLength(10_000);
    return sandbox.calls.length - before;
  }

  it("take 109 calls at most where their kinds are mixed", async () => {
    // Of each page of 4,000 but the first kind's, each type has one batch more than it would fill.
    const uneven = (index: number) => (index % 4000 < 3 ? KINDS[2 + (index % 3)] : "sms") ?? "sms";
    expect(await countCalls(uneven)).toBe(109);
    expect(await countCalls((index) => KINDS[index % KINDS.length] ?? "sms")).toBeLessThanOrEqual(109);
  }, 60_000);
});
