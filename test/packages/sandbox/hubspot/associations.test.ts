import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const properties = { hs_note_body: "hello", hs_timestamp: "2026-11-01T10:00:00Z" };

function noteOf(contactId: string, associationTypeId = 202) {
  const types = [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId }];
  return { properties, associations: [{ to: { id: contactId }, types }] };
}

function link(from: string, to: string, associationTypeId = 202) {
  return {
    from: { id: from },
    to: { id: to },
    types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId }],
  };
}

describe("an association", () => {
  it.each(["/crm/v4/associations", "/crm/associations/2026-09"])(
    "is created and read by %s",
    async (path) => {
      const { call, sandbox } = sandboxAccount();
      const contact = sandbox.add("contacts", { firstname: "Ada" });
      const note = sandbox.add("notes", properties);
      const created = await call(`POST ${path}/notes/contacts/batch/create`, {
        inputs: [link(note, contact)],
      });
      expect(created.status).toBe(201);
      expect(created.body.results).toMatchObject([
        { fromObjectTypeId: "0-46", fromObjectId: note, toObjectTypeId: "0-1", toObjectId: contact },
      ]);
      const read = await call(`POST ${path}/contacts/notes/batch/read`, { inputs: [{ id: contact }] });
      expect(read.status).toBe(200);
      expect(read.body.results).toMatchObject([
        { from: { id: contact }, to: [{ toObjectId: note, associationTypes: [{ typeId: 201 }] }] },
      ]);
    },
  );

  it("exists once, however often it is created", async () => {
    const { call, sandbox } = sandboxAccount();
    const contact = sandbox.add("contacts", { firstname: "Ada" });
    const note = sandbox.add("notes", properties);
    const inputs = [link(note, contact), link(note, contact)];
    const again = await call("POST /crm/v4/associations/notes/contacts/batch/create", { inputs });
    expect(again.status).toBe(201);
    expect(sandbox.records("contacts")[0]?.associations).toEqual({ notes: [note] });
  });

  it("with an unknown record is refused alone, in a 207", async () => {
    const { call, sandbox } = sandboxAccount();
    const contact = sandbox.add("contacts", { firstname: "Ada" });
    const note = sandbox.add("notes", properties);
    const { status, body } = await call("POST /crm/v4/associations/notes/contacts/batch/create", {
      inputs: [link(note, "999999"), link(note, contact)],
    });
    expect(status).toBe(207);
    expect(body).toMatchObject({
      results: [{ toObjectId: contact }],
      numErrors: 1,
      errors: [{ category: "VALIDATION_ERROR", context: { fromObjectId: [note], toObjectId: ["999999"] } }],
    });
  });

  it("is created in batches of at most 2,000", async () => {
    const { call, sandbox } = sandboxAccount();
    const input = link(sandbox.add("notes", properties), sandbox.add("contacts", { firstname: "Ada" }));
    const path = "POST /crm/v4/associations/notes/contacts/batch/create";
    expect((await call(path, { inputs: Array(2000).fill(input) })).status).toBe(201);
    expect((await call(path, { inputs: Array(2001).fill(input) })).status).toBe(400);
  });

  it("is read with an error for each record that has none", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    const read = await call("POST /crm/v4/associations/contacts/notes/batch/read", { inputs: [{ id }] });
    expect(read).toMatchObject({
      status: 207,
      body: { results: [], errors: [{ context: { fromObjectId: [id] } }] },
    });
  });

  it("leads to the survivor of a merge", async () => {
    const { call, sandbox } = sandboxAccount();
    const ada = sandbox.add("contacts", { firstname: "Ada" });
    const survivor = sandbox.merge(ada, sandbox.add("contacts", { firstname: "Bob" }));
    await call("POST /crm/v3/objects/notes", noteOf(ada));
    expect(sandbox.records("notes")[0]?.associations).toEqual({ contacts: [survivor] });
  });
});

describe("a new record with its associations", () => {
  it.each([
    ["communications", 81, { hs_communication_channel_type: "SMS", hs_communication_logged_from: "CRM" }],
    ["calls", 194, {}],
    ["emails", 198, { hs_email_direction: "INCOMING_EMAIL" }],
    ["notes", 202, {}],
  ])("of type %s belongs to its contact by type %i", async (type, associationTypeId, more) => {
    const { call, sandbox } = sandboxAccount();
    const contact = sandbox.add("contacts", { firstname: "Ada" });
    const { associations } = noteOf(contact, associationTypeId);
    const input = { properties: { hs_timestamp: "2026-11-01T10:00:00Z", ...more }, associations };
    const created = await call(`POST /crm/v3/objects/${type}/batch/create`, { inputs: [input] });
    expect(created.status).toBe(201);
    expect(sandbox.records("contacts")[0]?.associations).toEqual({ [type]: [created.body.results[0].id] });
  });

  it("is not created when its contact is unknown", async () => {
    const { call, sandbox } = sandboxAccount();
    expect((await call("POST /crm/v3/objects/notes", noteOf("999999"))).status).toBe(400);
    expect(sandbox.records("notes")).toEqual([]);
  });
});
