import type { ActivityPush } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { firstPush, newActivity, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import type { CrmWorld } from "./crm-world.ts";
import { CRMS } from "./crms.ts";

const FAULTS = ["fail-before", "fail-after", "time-out", "drop-answer"] as const;
const KINDS = ["sms", "whatsapp", "call", "email", "note"] as const;

const MARKED = CRMS.flatMap((crm) => crm.marks.map((mark) => ({ crm, mark, name: crm.name })));

function idsOf(outcomes: readonly { kind: string; externalId?: string }[]) {
  return outcomes.map(({ kind, externalId }) => externalId ?? kind).toSorted();
}

const recordIds = ({ activities }: CrmWorld) => activities().map(({ id }) => id);

describe.each(MARKED)("activities at $name, their id in a field: $mark,", ({ crm, mark }) => {
  it("become records of the CRM, each with its contact and text", async () => {
    const world = await crm.create({ mark });
    const { externalId } = await pushOne(world.adapter);
    const page = KINDS.map((kind) => newActivity(externalId, { kind, text: `text of ${kind}` }));
    const outcomes = await world.adapter.pushActivities(page);
    expect(outcomes.map(({ kind }) => kind)).toEqual(KINDS.map(() => "synced"));
    const activities = world.activities();
    expect(activities.map(({ contactId }) => contactId)).toEqual(KINDS.map(() => externalId));
    for (const kind of KINDS) {
      expect(activities.filter(({ text }) => text.includes(`text of ${kind}`))).toHaveLength(1);
    }
  });

  it.each(FAULTS)("are there once after a creation met %s and was tried again", async (fault) => {
    const world = await crm.create({ mark });
    const { externalId } = await pushOne(world.adapter);
    const page = ["one", "two", "three"].map((text) => newActivity(externalId, { text }));
    world.fail("activity", fault, 6);
    await expect(world.adapter.pushActivities(page)).rejects.toMatchObject({ name: "TransientError" });
    world.clearFaults();
    const again = page.map((activity) => ({ ...activity, intended: true }));
    expect(idsOf(await world.adapter.pushActivities(again))).toEqual(recordIds(world).toSorted());
    expect(world.activities()).toHaveLength(3);
  });

  it("are blocked where the contact is not there any more, and no other is", async () => {
    const { adapter, deletePerson } = await crm.create({ mark });
    const [gone, there] = [await pushOne(adapter), await pushOne(adapter)];
    deletePerson(gone.externalId);
    const page = [newActivity(gone.externalId), newActivity(there.externalId)];
    const outcomes = await adapter.pushActivities(page);
    expect(outcomes.toSorted((one, other) => one.kind.localeCompare(other.kind))).toMatchObject([
      { activityId: page[0]?.id, kind: "blocked" },
      { activityId: page[1]?.id, kind: "synced" },
    ]);
  });

  it("take one call a batch", async () => {
    const { adapter, countCalls, activities } = await crm.create({ mark });
    const { externalId } = await pushOne(adapter);
    await adapter.pushActivities([newActivity(externalId)]);
    const before = countCalls();
    const page = Array.from({ length: adapter.contactPageSize * 5 }, () => newActivity(externalId));
    for (let from = 0; from < page.length; from += adapter.activityPageSize) {
      await adapter.pushActivities(page.slice(from, from + adapter.activityPageSize));
    }
    expect(countCalls() - before).toBe(5);
    expect(activities()).toHaveLength(page.length + 1);
  });

  it("throw a limit that nothing was created before", async () => {
    const { adapter, limit } = await crm.create({ mark });
    const { externalId } = await pushOne(adapter);
    limit("any");
    await expect(adapter.pushActivities([newActivity(externalId)])).rejects.toMatchObject({
      name: "RetryAfterError",
    });
  });

  it("need an intent where no field is unique", async () => {
    const { reconnect } = await crm.create({ mark });
    expect(reconnect({ activityKeys: false }).activitiesNeedIntent).toBe(true);
    expect(reconnect({ activityKeys: true }).activitiesNeedIntent).toBe(false);
  });

  it("are there once each, whatever fails and is lost on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.integer({ min: 0, max: 24 }).map(String), fc.constantFrom(...FAULTS, "limit"), {
          maxKeys: 12,
        }),
        fc.infiniteStream(fc.boolean()),
        async (faults, losses) => {
          const world = await crm.create({ mark });
          const contacts = await pushSynced(world.adapter, [
            firstPush(newCustomer()),
            firstPush(newCustomer()),
          ]);
          const page = contacts.flatMap(({ externalId }) =>
            (["sms", "sms", "note"] as const).map((kind) =>
              // Without a key, two activities of one moment and text cannot be told apart.
              newActivity(externalId, { kind, text: crypto.randomUUID() }),
            ),
          );
          world.failAt(faults);
          const settled = await pushUntilSettled(world, page, () => losses.next().value ?? false);
          expect(idsOf(page.map(({ id }) => settled.get(id) ?? { kind: "missing" }))).toEqual(
            recordIds(world).toSorted(),
          );
          expect(world.activities()).toHaveLength(page.length);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });
});

/** As the engine does: the intent is stored before the call, and stays where no outcome is seen. */
async function pushUntilSettled(
  { adapter, advance }: CrmWorld,
  activities: readonly ActivityPush[],
  isLost: () => boolean,
) {
  type Outcome = Awaited<ReturnType<typeof adapter.pushActivities>>[number];
  const settled = new Map<string, Outcome>();
  const intended = new Set<string>();
  for (let round = 0; round < 80; round += 1) {
    const open = activities.filter(({ id }) => !settled.has(id));
    if (open.length === 0) break;
    const page = open.map((activity) => ({ ...activity, intended: intended.has(activity.id) }));
    for (const { id } of open) intended.add(id);
    const outcomes = await adapter.pushActivities(page).catch(() => {
      advance(15 * 60 * 1000);
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

describe.each(CRMS)("activities without a field for their id, at $name,", (crm) => {
  async function createWithOne() {
    const world = await crm.create({ mark: "none" });
    const { externalId } = await pushOne(world.adapter);
    const activity = newActivity(externalId);
    const [outcome] = await world.adapter.pushActivities([activity]);
    if (outcome?.kind !== "synced") throw new Error("it was not synced");
    const pushAgain = () => world.adapter.pushActivities([{ ...activity, intended: true }]);
    return { ...world, contactId: externalId, activity, id: outcome.externalId, pushAgain };
  }

  it("are left to a person where a record of that moment has another text", async () => {
    const { id, editActivity, pushAgain, activities } = await createWithOne();
    editActivity(id, "edited");
    expect(await pushAgain()).toMatchObject([{ kind: "unknown" }]);
    expect(activities()).toHaveLength(1);
  });

  it("are found where their contact was merged before they were looked for", async () => {
    const { contactId, id, activity, addPerson, mergePeople, pushAgain, activities } = await createWithOne();
    mergePeople(addPerson({ email: "other@example.com" }), contactId);
    expect(await pushAgain()).toEqual([{ activityId: activity.id, kind: "synced", externalId: id }]);
    expect(activities()).toHaveLength(1);
  });
});

describe.each(CRMS)("a note at $name", (crm) => {
  async function createWithNotes(count = 2, refusesWholeRequests = false) {
    const world = await crm.create({ mark: "key", refusesWholeRequests });
    const { externalId } = await pushOne(world.adapter);
    const notes = Array.from({ length: count }, () =>
      newActivity(externalId, { kind: "note", text: "before" }),
    );
    const outcomes = await world.adapter.pushActivities(notes);
    const revisions = outcomes.map((outcome) => {
      if (outcome.kind !== "synced") throw new Error(`not synced: ${JSON.stringify(outcome)}`);
      return { id: outcome.activityId, externalId: outcome.externalId };
    });
    const [first, second] = revisions;
    if (!first || !second) throw new Error("nothing was pushed");
    return { ...world, notes: revisions, first, second };
  }

  it("gets its new text or is deleted, by its id, in two calls with all others, as often as asked", async () => {
    const { adapter, first, second, countCalls, activities } = await createWithNotes();
    const page = [
      { ...first, text: "after" },
      { ...second, text: null },
    ];
    const before = countCalls();
    for (let time = 1; time <= 2; time += 1) {
      expect(await adapter.reviseNotes(page)).toEqual([
        { activityId: first.id, kind: "synced" },
        { activityId: second.id, kind: "gone" },
      ]);
      expect(countCalls() - before).toBe(2 * time);
    }
    expect(activities()).toMatchObject([{ id: first.externalId, text: "after" }]);
  });

  it.each([false, true])(
    "that a person has deleted is gone and not made again, and no other is (whole request refused: %s)",
    async (refusesWholeRequests) => {
      const world = await createWithNotes(2, refusesWholeRequests);
      const { adapter, first, second } = world;
      world.deleteActivity(first.externalId);
      for (const [text, kind] of [
        ["after", "synced"],
        [null, "gone"],
      ] as const) {
        const page = [first, second].map((note) => ({ ...note, text }));
        expect(await adapter.reviseNotes(page)).toEqual([
          { activityId: first.id, kind: "gone" },
          { activityId: second.id, kind },
        ]);
      }
      expect(world.activities()).toEqual([]);
    },
  );

  it("takes one call a batch with all others", async () => {
    const { adapter, countCalls, notes } = await createWithNotes(200);
    const before = countCalls();
    await adapter.reviseNotes(notes.map((note) => ({ ...note, text: null })));
    expect(countCalls() - before).toBe(200 / adapter.contactPageSize);
  });

  it.each(FAULTS)("has its last text after %s and another try", async (fault) => {
    const { adapter, first, second, fail, clearFaults, activities } = await createWithNotes();
    const page = [
      { ...first, text: "after" },
      { ...second, text: null },
    ];
    fail("note", fault, 6);
    await expect(adapter.reviseNotes(page)).rejects.toMatchObject({ name: "TransientError" });
    clearFaults();
    expect(await adapter.reviseNotes(page)).toMatchObject([{ kind: "synced" }, { kind: "gone" }]);
    expect(activities()).toMatchObject([{ id: first.externalId, text: "after" }]);
  });
});
