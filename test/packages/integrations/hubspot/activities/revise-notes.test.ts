import type { CrmAdapter, NoteRevision } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newActivity, pushOne, simulateHubspot } from "../simulated-hubspot.ts";

/** Notes in HubSpot with their text before the revision. */
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
  it("gets its new text in HubSpot as it was written", async () => {
    const { adapter, first, second, bodyOf } = await standingNotes();
    const outcomes = await adapter.reviseNotes([
      { ...first, text: "<b>1</b>\n2" },
      { ...second, text: "" },
    ]);
    expect(outcomes).toEqual([first, second].map(({ id }) => ({ activityId: id, kind: "synced" })));
    expect(bodyOf(first)).toBe("&lt;b&gt;1&lt;/b&gt;<br>2");
    expect(bodyOf(second) ?? "").toBe("");
  });

  it("that HubSpot refuses is blocked, with a reason that does not quote its text", async () => {
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

  it("that HubSpot does not mention is an error while HubSpot has it, and gone if not", async () => {
    const { sandbox, adapter, first, second } = await standingNotes(2, {
      alter: (request, answer) =>
        request.url.endsWith("/notes/batch/update")
          ? Response.json({ status: "COMPLETE", results: [] }, { status: 200 })
          : answer,
    });
    sandbox.remove(second.externalId);
    expect(await adapter.reviseNotes([first, second])).toMatchObject([{ kind: "error" }, { kind: "gone" }]);
  });
});
