import { HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { oauthApp } from "./oauth-app.ts";
import { sandboxAccount } from "./sandbox-account.ts";

describe("an exported state", () => {
  it("is plain JSON, from which another stand-in goes on in every respect", async () => {
    const oauth = oauthApp();
    const first = sandboxAccount({ oauth });
    await first.defineUniqueProperty("contacts");
    const ada = first.sandbox.add("contacts", { email: "ada@example.com", customer_key: "k1" });
    const bob = first.sandbox.add("contacts", { firstname: "Bob" });
    const survivor = first.sandbox.merge(ada, bob);
    await first.call("POST /crm/v3/objects/notes", {
      properties: { hs_note_body: "hello", hs_timestamp: "2026-11-01T10:00:00Z" },
      associations: [
        { to: { id: ada }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 202 }] },
      ],
    });
    await first.call("POST /crm/v3/objects/contacts/gdpr-delete", {
      objectId: "gone@example.com",
      idProperty: "email",
    });
    const { accessToken } = first.sandbox.grant(HUBSPOT_SCOPES);

    const second = sandboxAccount({ oauth });
    second.sandbox.import(JSON.parse(JSON.stringify(first.sandbox.export())));

    expect(second.sandbox.export()).toEqual(first.sandbox.export());
    expect(second.sandbox.records("contacts")).toEqual(first.sandbox.records("contacts"));
    expect(second.sandbox.records("notes")[0]?.associations).toEqual({ contacts: [survivor] });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const read = { inputs: [{ id: ada }] };
    const { body } = await second.call("POST /crm/v3/objects/contacts/batch/read", read, headers);
    expect(body.results).toMatchObject([{ id: survivor }]);
    const taken = { properties: { firstname: "Eve", customer_key: "k1" } };
    expect((await second.call("POST /crm/v3/objects/contacts", taken)).status).toBe(400);
    const blocked = { properties: { email: "gone@example.com" } };
    expect((await second.call("POST /crm/v3/objects/contacts", blocked)).status).toBe(400);
    expect(second.sandbox.add("contacts", { firstname: "Eve" })).not.toBe(survivor);
  });

  it("does not change when its stand-in changes", () => {
    const { sandbox } = sandboxAccount();
    const empty = sandbox.export();
    sandbox.add("contacts", { firstname: "Ada" });
    expect(empty.crm.records).toEqual([]);
  });

  it("is checked before it is imported", () => {
    const { sandbox } = sandboxAccount();
    sandbox.add("contacts", { firstname: "Ada" });
    expect(() => sandbox.import({ crm: { records: "none" } })).toThrow();
    expect(sandbox.records("contacts")).toHaveLength(1);
  });
});
