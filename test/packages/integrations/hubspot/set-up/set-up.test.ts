import { HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { pushOne, simulateHubspot } from "../simulated-hubspot.ts";

const TYPES = ["contacts", "communications", "calls", "emails", "notes"] as const;

function simulateWithout(missing: string) {
  const scopes = HUBSPOT_SCOPES.filter((scope) => scope !== missing);
  return simulateHubspot({ isSetUp: false, scopes });
}

describe("setting HubSpot up", () => {
  it("makes as many properties as a free account may have", async () => {
    const { adapter } = await simulateHubspot({ isSetUp: false });
    const { ready, created, missing } = await adapter.setUp();
    expect({ ready, missing }).toEqual({ ready: true, missing: [] });
    expect(created).toContain("contacts.coccinelle_customer_id");
    expect(created).toHaveLength(10);
    expect(await adapter.setUp()).toMatchObject({ ready: true, created: [], missing: [] });
    await pushOne(adapter);
  });

  it("says which property an administrator has to add where it may not", async () => {
    const { adapter } = await simulateWithout("crm.schemas.contacts.write");
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(false);
    expect(missing).toContainEqual({
      kind: "property",
      name: "coccinelle_customer_id",
      remedy:
        'add to contacts: "Coccinelle customer ID", internal name coccinelle_customer_id, single-line text, with unique values',
    });
    expect(missing.filter(({ kind }) => kind === "scope").map(({ name }) => name)).toEqual([
      "crm.schemas.contacts.write",
    ]);
  });

  it.each(["crm.schemas.contacts.read", "crm.objects.contacts.read", "crm.objects.contacts.write"])(
    "names the scope %s where it is not granted",
    async (scope) => {
      const { adapter } = await simulateWithout(scope);
      const { ready, missing } = await adapter.setUp();
      expect(ready).toBe(false);
      expect(missing).toContainEqual(expect.objectContaining({ kind: "scope", name: scope }));
    },
  );

  it("needs no right to make properties that the account has", async () => {
    const { sandbox, adapter } = await simulateWithout("crm.schemas.contacts.write");
    const other = await simulateHubspot();
    sandbox.import(other.sandbox.export());
    expect(await adapter.setUp()).toMatchObject({ ready: true, created: [], missing: [] });
  });

  it("learns whether activities can carry our id", async () => {
    const without = await simulateHubspot({ isSetUp: false });
    expect((await without.adapter.setUp()).learned).toMatchObject({ activityKeys: false });
    const withKeys = await simulateHubspot({ isSetUp: false, uniquePropertyTypes: [...TYPES] });
    expect((await withKeys.adapter.setUp()).learned).toMatchObject({ activityKeys: true });
  });
});
