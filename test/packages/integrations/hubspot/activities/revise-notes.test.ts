import type { CrmAdapter, NoteRevision } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newActivity, pushOne, simulateHubspot } from "../simulated-hubspot.ts";

/** Notes that stand there, as they were before they are revised. */
async function pushNotes(adapter: CrmAdapter, count: number): Promise<NoteRevision[]> {
  const { externalId } = await pushOne(adapter);
  const notes = Array.from({ length: count }, () =>
    newActivity(externalId, { kind: "note", text: "before" }),
  );
  const outcomes = await adapter.pushActivities(notes);
  return outcomes.map((outcome) => {
    if (outcome.kind !== "synced") throw new Error(`not synced: ${JSON.stringify(outcome)}`);
    return { id: outcome.activityId, externalId: outcome.externalId, text: "before" };
  });
}

async function standingNotes(count = 2, options: Parameters<typeof simulateHubspot>[0] = {}) {
  const hubspot = await simulateHubspot(options);
  const [first, second, ...more] = await pushNotes(hubspot.adapter, count);
  if (!first || !second) throw new Error("nothing was pushed");
  const bodyOf = ({ externalId }: NoteRevision) =>
    hubspot.sandbox.records("notes").find(({ id }) => id === externalId)?.properties.hs_note_body;
  const isArchived = ({ externalId }: NoteRevision) =>
    hubspot.sandbox.records("notes").find(({ id }) => id === externalId)?.archived;
  return { ...hubspot, first, second, more, bodyOf, isArchived };
}

describe("a note", () => {
  it("that changed here has its new text there, as it was written", async () => {
    const { adapter, first, second, bodyOf } = await standingNotes();
    const outcomes = await adapter.reviseNotes([
      { ...first, text: "<b>1</b>\n2" },
      { ...second, text: "" },
    ]);
    expect(outcomes).toEqual([first, second].map(({ id }) => ({ activityId: id, kind: "synced" })));
    expect(bodyOf(first)).toBe("&lt;b&gt;1&lt;/b&gt;<br>2");
    expect(bodyOf(second) ?? "").toBe("");
  });

  it("that was deleted here is archived there, and gone however often it is asked for", async () => {
    const { adapter, first, second, isArchived } = await standingNotes();
    const removal = { ...first, text: null };
    for (let time = 0; time < 2; time += 1) {
      expect(await adapter.reviseNotes([removal])).toEqual([{ activityId: first.id, kind: "gone" }]);
    }
    expect([isArchived(first), isArchived(second)]).toEqual([true, false]);
  });

  it.each([false, true])(
    "that a person deleted there is gone, and no other with it (whole batch refused: %s)",
    async (refusesWholeBatches) => {
      const { sandbox, adapter, first, second, bodyOf } = await standingNotes(2, { refusesWholeBatches });
      sandbox.remove(first.externalId);
      const revised = [first, second].map((note) => ({ ...note, text: "after" }));
      expect(await adapter.reviseNotes(revised)).toEqual([
        { activityId: first.id, kind: "gone" },
        { activityId: second.id, kind: "synced" },
      ]);
      expect(bodyOf(second)).toBe("after");
    },
  );

  it("that HubSpot refuses is blocked, with the reason and no text of it", async () => {
    const requiredProperties: { notes?: string[] } = {};
    const { adapter, first } = await standingNotes(2, { requiredProperties });
    requiredProperties.notes = ["hubspot_owner_id"];
    expect(await adapter.reviseNotes([{ ...first, text: "secret" }])).toEqual([
      {
        activityId: first.id,
        kind: "blocked",
        reason: "HubSpot refuses it: VALIDATION_ERROR (hubspot_owner_id)",
      },
    ]);
  });

  it("that HubSpot does not mention is an error where it stands there, and gone where it does not", async () => {
    const { sandbox, adapter, first, second } = await standingNotes(2, {
      alter: (request, answer) =>
        request.url.endsWith("/notes/batch/update")
          ? Response.json({ status: "COMPLETE", results: [] }, { status: 200 })
          : answer,
    });
    sandbox.remove(second.externalId);
    expect(await adapter.reviseNotes([first, second])).toMatchObject([{ kind: "error" }, { kind: "gone" }]);
  });

  it("takes one call for 100 that changed, and one for 100 that were deleted", async () => {
    const { sandbox, adapter, first, second, more } = await standingNotes(200);
    const notes = [first, second, ...more];
    const before = sandbox.calls.length;
    const outcomes = await adapter.reviseNotes(
      notes.map((note, index) => ({ ...note, text: index % 2 === 0 ? "after" : null })),
    );
    expect(sandbox.calls.length - before).toBe(2);
    expect(Object.groupBy(outcomes, ({ kind }) => kind)).toMatchObject({
      synced: { length: 100 },
      gone: { length: 100 },
    });
  });

  it.each(["fail-before", "fail-after", "time-out", "drop-answer"] as const)(
    "has its last text there after %s and another try",
    async (kind) => {
      const { sandbox, adapter, first, second, bodyOf, isArchived } = await standingNotes();
      sandbox.faults.push({ match: ({ path }) => path.includes("/notes/"), kind, times: 6 });
      const revisions = [
        { ...first, text: "after" },
        { ...second, text: null },
      ];
      await expect(adapter.reviseNotes(revisions)).rejects.toMatchObject({ name: "TransientError" });
      sandbox.faults.clear();
      expect(await adapter.reviseNotes(revisions)).toMatchObject([{ kind: "synced" }, { kind: "gone" }]);
      expect(bodyOf(first)).toBe("after");
      expect(isArchived(second)).toBe(true);
    },
  );
});
