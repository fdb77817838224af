import type { CrmAdapter } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newActivity, pushOne } from "../../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

async function pushNotes(adapter: CrmAdapter, count: number) {
  const { externalId: contactExternalId } = await pushOne(adapter);
  const notes = Array.from({ length: count }, () => newActivity(contactExternalId, { kind: "note" }));
  const outcomes = await adapter.pushActivities(notes);
  return outcomes.map((outcome) => {
    if (outcome.kind !== "synced") throw new Error(`not synced: ${outcome.reason}`);
    return { id: outcome.activityId, externalId: outcome.externalId };
  });
}

describe("a note", () => {
  it("that a person has deleted or purged is gone, and not made again", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const [binned, purged] = await pushNotes(adapter, 2);
    if (!binned || !purged) throw new Error("nothing was pushed");
    sandbox.remove(binned.externalId);
    sandbox.purge(purged.externalId);
    for (const text of ["Another text", null]) {
      const page = [binned, purged].map((note) => ({ ...note, text }));
      expect(await adapter.reviseNotes(page)).toMatchObject([{ kind: "gone" }, { kind: "gone" }]);
    }
    expect(listLiving(sandbox, "Task")).toEqual([]);
  });

  it("keeps our id in its text where no field has it", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ allowsActivityKeys: false });
    const [note] = await pushNotes(adapter, 1);
    if (!note) throw new Error("nothing was pushed");
    await adapter.reviseNotes([{ ...note, text: "" }]);
    expect(sandbox.records("Task")[0]?.values.Description).toContain(note.id);
  });

  it("that another write holds is tried again, and one that is refused is blocked", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const [locked, refused] = await pushNotes(adapter, 2);
    if (!locked || !refused) throw new Error("nothing was pushed");
    const fault = (id: string, errorCode: string) => ({
      match: (row: { id: string | null }) => row.id === id,
      errorCode,
      times: Number.POSITIVE_INFINITY,
    });
    sandbox.rowFaults.push(
      fault(locked.externalId, "UNABLE_TO_LOCK_ROW"),
      fault(refused.externalId, "FIELD_CUSTOM_VALIDATION_EXCEPTION"),
    );
    const page = [locked, refused].map((note) => ({ ...note, text: "Another text" }));
    expect(await adapter.reviseNotes(page)).toMatchObject([
      { activityId: locked.id, kind: "error" },
      { activityId: refused.id, kind: "blocked", reason: expect.stringContaining("VALIDATION") },
    ]);
  });
});
