import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import { TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { type SyncWorld, syncWorld } from "./engine-world.ts";

/** A customer with a note that stands in the CRM. */
async function syncedNote(options?: Parameters<typeof syncWorld>[0]) {
  const world = await syncWorld(options);
  const customer = await world.customers.createCustomer({ firstName: "Sophie" });
  const note = await world.customers.addCustomerNote(customer.id, "rappeler");
  expect(await world.sync()).toEqual({ kind: "done" });
  world.crm.calls.length = 0;
  return { ...world, customer, note };
}

function write({ query }: SyncWorld, id: string, content: string) {
  return query("UPDATE customer_notes SET content = ?2 WHERE id = ?1", id, content);
}

function remove({ query }: SyncWorld, id: string) {
  return query("DELETE FROM customer_notes WHERE id = ?1", id);
}

function noteRows({ query, integrationId }: SyncWorld) {
  return query<{ state: string; external_id: string; metadata: string }>(
    "SELECT state, external_id, metadata FROM crm_activity_mappings WHERE integration_id = ?1 AND activity_id LIKE 'note:%'",
    integrationId,
  );
}

const texts = ({ crm }: SyncWorld) => crm.activities.map(({ text }) => text);
const revisions = ({ crm }: SyncWorld) => crm.calls.filter(({ method }) => method === "reviseNotes");

/** Has the CRM give this answer to the next revision. */
function answerOnce({ crm }: SyncWorld, answer: (page: readonly NoteRevision[]) => Promise<NoteOutcome[]>) {
  const revise = crm.reviseNotes.bind(crm);
  crm.reviseNotes = (page) => {
    crm.reviseNotes = revise;
    return answer(page);
  };
}

describe("a note that stands in the CRM", () => {
  it("is revised once when it changes in D1", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "rappelée");
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual(["rappelée"]);
    expect(revisions(world)).toEqual([{ method: "reviseNotes", size: 1 }]);
    expect(await noteRows(world)).toMatchObject([{ state: "synced", external_id: /activity-/ }]);
  });

  it("leaves the CRM when it is deleted in D1, and is not made again", async () => {
    const world = await syncedNote();
    await remove(world, world.note.id);
    expect(await world.sync()).toEqual({ kind: "done" });
    await world.customers.updateCustomer(world.customer.id, { firstName: "Ann" });
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual([]);
    expect(revisions(world)).toHaveLength(1);
  });

  it("costs no call while it says the same", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "rappeler");
    await world.query("UPDATE customer_notes SET created_by = 'agent' WHERE id = ?1", world.note.id);
    await world.customers.updateCustomer(world.customer.id, { firstName: "Ann" });
    await world.sync();
    expect(world.crm.calls.map(({ method }) => method)).toEqual(["pushContacts"]);
  });

  it("is revised once also with text that SQL or JSON has to escape", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "\u0000 \"é\" \\u0000 \ud83d\ude00 'x'\n");
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(revisions(world)).toHaveLength(1);
  });

  it("goes with its customer, without a call of its own", async () => {
    const world = await syncedNote();
    await world.customers.deleteCustomer(world.customer.id);
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(revisions(world)).toEqual([]);
    expect(await noteRows(world)).toEqual([]);
  });

  it("is not made again when it changes in D1 after a person deleted it in the CRM", async () => {
    const world = await syncedNote();
    world.crm.activities.length = 0;
    await write(world, world.note.id, "rappelée");
    await world.sync();
    await write(world, world.note.id, "encore");
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual([]);
    expect(await noteRows(world)).toMatchObject([{ state: "gone" }]);
    expect(revisions(world)).toHaveLength(1);
  });

  it("is to be revised where another program replaces its row in D1", async () => {
    const world = await syncedNote();
    await world.query(
      "INSERT OR REPLACE INTO customer_notes (id, tenant_id, prospect_id, content) VALUES (?1, ?2, ?3, 'remplacée')",
      world.note.id,
      world.tenantId,
      world.customer.id,
    );
    await world.sync();
    expect(texts(world)).toEqual(["remplacée"]);
  });

  it("follows its customer where another program gives it to another customer", async () => {
    const world = await syncedNote();
    const other = await world.customers.createCustomer({ firstName: "Ann" });
    await world.query("UPDATE customer_notes SET prospect_id = ?2 WHERE id = ?1", world.note.id, other.id);
    expect(await world.sync()).toEqual({ kind: "done" });
    const record = world.crm.liveRecords().find(({ prospectId }) => prospectId === other.id);
    expect(world.crm.activities).toMatchObject([{ contactId: record?.id, text: "rappeler" }]);
  });

  it.each([false, true])(
    "is revised where it changed on its way to the CRM (intents: %s)",
    async (intents) => {
      const world = await syncWorld({ activitiesNeedIntent: intents });
      const { customers, crm, sync } = world;
      const { id } = await customers.createCustomer({ firstName: "Sophie" });
      const changed = await customers.addCustomerNote(id, "old");
      const deleted = await customers.addCustomerNote(id, "to be deleted");
      const push = crm.pushActivities.bind(crm);
      crm.pushActivities = async (page) => {
        crm.pushActivities = push;
        await write(world, changed.id, "new");
        await remove(world, deleted.id);
        return push(page);
      };
      await sync();
      expect(await sync()).toEqual({ kind: "done" });
      expect(texts(world)).toEqual(["new"]);
    },
  );

  it("is revised once it is found where it changed while its creation was in doubt", async () => {
    const world = await syncWorld({ activitiesNeedIntent: true });
    const { customers, crm, sync } = world;
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const note = await customers.addCustomerNote(id, "old");
    const push = crm.pushActivities.bind(crm);
    crm.pushActivities = async (page) => {
      await push(page);
      throw new TransientError("the answer was lost");
    };
    expect((await sync()).kind).toBe("failed");
    crm.pushActivities = push;
    expect(await noteRows(world)).toMatchObject([{ state: "intended" }]);
    await write(world, note.id, "new");
    world.pass(600);
    while ((await sync()).kind === "more");
    expect(texts(world)).toEqual(["new"]);
  });

  it("is revised again where it changed while its revision was on its way", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "second");
    const revise = world.crm.reviseNotes.bind(world.crm);
    answerOnce(world, async (page) => {
      await write(world, world.note.id, "third");
      return revise(page);
    });
    await world.sync();
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual(["third"]);
  });
});

describe("a revision that fails", () => {
  it.each([
    ["of a change", write, ["rappelée"]],
    ["of a deletion", remove, []],
  ] as const)("%s is tried again, and stays what is to be done", async (_name, act, expected) => {
    const world = await syncedNote();
    await act(world, world.note.id, "rappelée");
    answerOnce(world, async (page) =>
      page.map(({ id }) => ({ activityId: id, kind: "error", reason: "it is locked" })),
    );
    expect((await world.sync()).kind).toBe("wait");
    expect(texts(world)).toEqual(["rappeler"]);
    const [row] = await noteRows(world);
    expect(JSON.parse(row?.metadata ?? "{}")).toMatchObject({ reason: "it is locked", attempts: 1 });
    world.pass(600);
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual(expected);
  });

  it("with its whole page loses nothing, and is tried again at once when the note changes", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "second");
    answerOnce(world, async () => {
      throw new TransientError("the CRM is not there");
    });
    expect((await world.sync()).kind).toBe("failed");
    await write(world, world.note.id, "third");
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual(["third"]);
  });

  it("for good waits until the note changes", async () => {
    const world = await syncedNote();
    await write(world, world.note.id, "second");
    answerOnce(world, async (page) =>
      page.map(({ id }) => ({ activityId: id, kind: "blocked", reason: "too long" })),
    );
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(await noteRows(world)).toMatchObject([{ state: "blocked", metadata: '{"reason":"too long"}' }]);
    expect(await world.sync()).toEqual({ kind: "done" });
    await write(world, world.note.id, "third");
    expect(await world.sync()).toEqual({ kind: "done" });
    expect(texts(world)).toEqual(["third"]);
  });
});

describe("a note's row", () => {
  it.each([
    ["intended", "", "intended", "unknown"],
    ["error", "", "error", null],
    ["blocked", "", "error", null],
    ["synced", "7", "changed", "removed"],
    ["changed", "7", "changed", "removed"],
    ["removed", "7", "changed", "removed"],
    ["blocked", "7", "changed", "removed"],
    ["gone", "7", "gone", "gone"],
    ["unknown", "", "unknown", "unknown"],
  ])(
    "that is %s (record '%s') becomes %s when it is written, %s when it is deleted",
    async (state, externalId, written, deleted) => {
      const world = await syncedNote();
      const { query, note, integrationId } = world;
      const set = () =>
        query(
          "UPDATE crm_activity_mappings SET state = ?2, external_id = ?3 WHERE integration_id = ?1 AND activity_id LIKE 'note:%'",
          integrationId,
          state,
          externalId,
        );
      await set();
      await write(world, note.id, "autre chose");
      expect(await noteRows(world)).toMatchObject([{ state: written }]);
      await set();
      await remove(world, note.id);
      expect((await noteRows(world)).map((row) => row.state)).toEqual(deleted === null ? [] : [deleted]);
    },
  );
});
