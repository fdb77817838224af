import { describe, expect, it } from "vitest";
import { firstPush, newActivity, newCustomer, pushOne, pushSynced } from "../../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

/** The id is in a unique field, in a field that is not unique, or in the text. */
const MARKS = ["key", "field", "text"] as const;

function optionsFor(mark: (typeof MARKS)[number]) {
  if (mark === "key") return { settings: { activityKeys: true } };
  if (mark === "text") return { allowsActivityKeys: false };
  const field = { object: "Activity", name: "Coccinelle_Activity_Id__c", type: "Text", length: 255 } as const;
  return { customFields: [field] };
}

describe.each(MARKS)("activities with our id in a %s", (mark) => {
  const options = optionsFor(mark);

  it("become completed tasks, each with its contact", async () => {
    const { sandbox, adapter } = await simulateSalesforce(options);
    const { externalId } = await pushOne(adapter);
    const kinds = ["sms", "whatsapp", "call", "email", "note"] as const;
    const activities = kinds.map((kind) => newActivity(externalId, { kind, text: `${kind}\nDeux` }));
    const outcomes = await adapter.pushActivities(activities);
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds.map(() => "synced"));
    const tasks = sandbox.records("Task").map(({ values }) => values);
    expect(tasks.map(({ Subject }) => Subject)).toEqual([
      "SMS received",
      "WhatsApp received",
      "Call received",
      "E-mail received: email",
      "Note",
    ]);
    expect(tasks.map(({ TaskSubtype }) => TaskSubtype)).toEqual(["Task", "Task", "Call", "Email", "Task"]);
    for (const [index, task] of tasks.entries()) {
      expect(task).toMatchObject({
        WhoId: externalId,
        Status: "Completed",
        ActivityDate: "2026-11-20",
        Description: expect.stringMatching(`^${kinds[index]}\nDeux`),
        Coccinelle_Channel__c: kinds[index],
      });
      expect(Date.parse(String(task.Coccinelle_Occurred_At__c))).toBe(Date.parse("2026-11-20T09:00:00Z"));
    }
    expect(tasks[2]).toMatchObject({ CallType: "Inbound" });
  });

  it.each([true, false])(
    "are blocked one by one, and no other is (whole call refused: %s)",
    async (refusesWholeCalls) => {
      const { sandbox, adapter } = await simulateSalesforce({ ...options, refusesWholeCalls });
      const { externalId } = await pushOne(adapter);
      const wrong = newActivity("no id");
      const activities = [newActivity(externalId), wrong, newActivity(externalId)];
      const outcomes = await adapter.pushActivities(activities);
      const blocked = outcomes.filter(({ kind }) => kind === "blocked").map(({ activityId }) => activityId);
      expect(blocked).toEqual([wrong.id]);
      expect(sandbox.records("Task")).toHaveLength(2);
    },
  );

  it("are tried again where another write holds the contact, and are in Salesforce once", async () => {
    const { sandbox, adapter } = await simulateSalesforce(options);
    const { externalId } = await pushOne(adapter);
    const activity = newActivity(externalId);
    sandbox.rowFaults.push({
      match: ({ object }) => object === "Task",
      errorCode: "UNABLE_TO_LOCK_ROW",
      times: 2,
    });
    expect(await adapter.pushActivities([activity])).toMatchObject([{ kind: "error" }]);
    expect(await adapter.pushActivities([activity])).toMatchObject([{ kind: "synced" }]);
    expect(sandbox.records("Task")).toHaveLength(1);
  });

  it("name the contact of a person account", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      ...options,
      personAccounts: true,
      settings: { ...("settings" in options && options.settings), account: { kind: "person" } },
    });
    const [one, other] = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
    if (!one || !other) throw new Error("nothing was pushed");
    sandbox.remove(other.externalId);
    const push = () => adapter.pushActivities([newActivity(one.externalId), newActivity(other.externalId)]);
    expect((await push()).map(({ kind }) => kind).toSorted()).toEqual(["blocked", "synced"]);
    const account = sandbox.records("Account").find(({ id }) => id === one.externalId);
    expect(sandbox.records("Task").map(({ values }) => values.WhoId)).toEqual([
      account?.values.PersonContactId,
    ]);
  });

  it("are cut to the length that a task takes, between characters", async () => {
    const { sandbox, adapter } = await simulateSalesforce(options);
    const { externalId } = await pushOne(adapter);
    const text = "😀".repeat(20_000);
    expect(await adapter.pushActivities([newActivity(externalId, { kind: "email", text })])).toMatchObject([
      { kind: "synced" },
    ]);
    const [task] = sandbox.records("Task");
    for (const value of [task?.values.Subject, task?.values.Description]) {
      expect(String(value)).toContain("😀…");
      expect(String(value).isWellFormed()).toBe(true);
    }
    expect(String(task?.values.Subject).length).toBeLessThanOrEqual(255);
  });
});

describe("activities at Salesforce", () => {
  it("have the status of the settings, where the organisation has it", async () => {
    const { sandbox, connect } = await simulateSalesforce();
    const { externalId } = await pushOne(connect());
    await connect({ taskStatus: "Deferred" }).pushActivities([newActivity(externalId)]);
    await connect({ taskStatus: "Archived" }).pushActivities([newActivity(externalId)]);
    expect(sandbox.records("Task").map(({ values }) => values.Status)).toEqual(["Deferred", "Completed"]);
  });

  it("have the usual status where the user may not ask which statuses mean completed", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { externalId } = await pushOne(adapter);
    sandbox.faults.push({
      match: ({ path }) => path === "/query",
      kind: "status",
      status: 400,
      errorCode: "INVALID_TYPE",
      times: 1,
    });
    await adapter.pushActivities([newActivity(externalId)]);
    expect(sandbox.records("Task")[0]?.values.Status).toBe("Completed");
    expect(sandbox.calls.filter(({ status }) => status === 400)).toHaveLength(1);
  });

  it.each(["merged", "converted"] as const)(
    "are in Salesforce once where the answer to their creation was lost and the contact was %s",
    async (how) => {
      const object = how === "converted" ? "Lead" : "Contact";
      const { sandbox, adapter } = await simulateSalesforce({ ...optionsFor("text"), settings: { object } });
      const { externalId } = await pushOne(adapter);
      const activity = newActivity(externalId);
      await adapter.pushActivities([activity]);
      const [task] = sandbox.records("Task");
      if (how === "converted") sandbox.convertLead(externalId);
      else sandbox.merge(sandbox.add("Contact", { LastName: "Survivor" }), externalId);
      expect(await adapter.pushActivities([{ ...activity, intended: true }])).toEqual([
        { activityId: activity.id, kind: "synced", externalId: task?.id },
      ]);
      expect(sandbox.records("Task")).toHaveLength(1);
    },
  );

  it("are in doubt where a limit was met after some were created", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ refusesWholeCalls: true });
    const { externalId } = await pushOne(adapter);
    let creations = 0;
    sandbox.faults.push({
      match: ({ method }) => {
        if (method === "POST") creations += 1;
        return creations === 2;
      },
      kind: "status",
      status: 403,
      errorCode: "REQUEST_LIMIT_EXCEEDED",
      times: 1,
    });
    const page = Array.from({ length: 201 }, () => newActivity(externalId));
    await expect(adapter.pushActivities(page)).rejects.toMatchObject({ name: "TransientError" });
    expect(sandbox.records("Task")).toHaveLength(200);
  });

  it("are not mixed up with others of the same moment and text", async () => {
    const { sandbox, adapter } = await simulateSalesforce(optionsFor("text"));
    const { externalId } = await pushOne(adapter);
    const [done, doubtful] = [newActivity(externalId), newActivity(externalId)];
    await adapter.pushActivities([done]);
    const [outcome] = await adapter.pushActivities([{ ...doubtful, intended: true }]);
    expect(outcome).toMatchObject({ kind: "synced" });
    expect(sandbox.records("Task")).toHaveLength(2);
  });

  it("that a person has put into the recycle bin are not made again", async () => {
    const { sandbox, adapter } = await simulateSalesforce(optionsFor("field"));
    const { externalId } = await pushOne(adapter);
    const activity = newActivity(externalId);
    await adapter.pushActivities([activity]);
    sandbox.remove(sandbox.records("Task")[0]?.id ?? "");
    expect(await adapter.pushActivities([{ ...activity, intended: true }])).toMatchObject([
      { kind: "synced" },
    ]);
    expect(listLiving(sandbox, "Task")).toEqual([]);
  });

  it("are made without a field that was taken away, after one refusal", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { externalId } = await pushOne(adapter);
    await adapter.pushActivities([newActivity(externalId)]);
    for (const { id } of sandbox.records("PermissionSetAssignment")) sandbox.purge(id);
    await expect(adapter.pushActivities([newActivity(externalId)])).rejects.toMatchObject({
      name: "TransientError",
    });
    expect(await adapter.pushActivities([newActivity(externalId)])).toMatchObject([{ kind: "synced" }]);
  });
});
