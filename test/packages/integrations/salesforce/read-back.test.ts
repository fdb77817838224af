import type { CrmAdapter, RemoteContact, RemoteCursor } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

const MINUTE_MS = 60_000;

/** Everything after the cursor, page by page. */
async function listAll(adapter: CrmAdapter, after: RemoteCursor | null) {
  const contacts: RemoteContact[] = [];
  let pages = 0;
  for (let cursor = after; ; ) {
    const page = await adapter.listRemoteChanges(cursor);
    pages += 1;
    contacts.push(...page.contacts);
    cursor = page.next;
    if (!page.hasMore) return { contacts, next: cursor, pages };
  }
}

describe("changes made at Salesforce", () => {
  it("are read back from the second of the cursor on", async () => {
    const { sandbox, adapter, advance, now } = await simulateSalesforce();
    const { externalId } = await pushOne(adapter);
    const modifiedAt = new Date(now().getTime() + 999).toISOString();
    sandbox.edit(externalId, { HasOptedOutOfEmail: true });
    advance(2 * MINUTE_MS);
    const { contacts } = await adapter.listRemoteChanges({ modifiedAt, externalId: "" });
    expect(contacts).toMatchObject([{ optedOut: true }]);
  });

  it("include records that were merged, deleted and restored", async () => {
    const { sandbox, adapter, advance } = await simulateSalesforce();
    const [kept, merged, deleted] = await pushSynced(
      adapter,
      Array.from({ length: 3 }, () => firstPush(newCustomer())),
    );
    if (!kept || !merged || !deleted) throw new Error("nothing was pushed");
    advance(MINUTE_MS);
    sandbox.merge(kept.externalId, merged.externalId);
    sandbox.remove(deleted.externalId);
    advance(2 * MINUTE_MS);
    const { contacts, next } = await adapter.listRemoteChanges(null);
    expect(contacts.toSorted((one, two) => (one.askedId < two.askedId ? -1 : 1))).toMatchObject([
      { askedId: merged.externalId, externalId: kept.externalId, prospectId: kept.customer.id },
      { askedId: deleted.externalId, externalId: null, prospectId: null },
    ]);
    sandbox.undelete(deleted.externalId);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(next)).contacts).toMatchObject([
      { askedId: deleted.externalId, externalId: deleted.externalId, prospectId: deleted.customer.id },
    ]);
  });
});

describe("leads and the contacts that they became", () => {
  it("are listed each once and in order", async () => {
    const { sandbox, connect, adapter, advance } = await simulateSalesforce({ settings: { object: "Lead" } });
    const pushed = await pushSynced(
      adapter,
      Array.from({ length: 6 }, () => firstPush(newCustomer())),
    );
    for (const [index, lead] of pushed.entries()) {
      if (index % 2 === 0) sandbox.convertLead(lead.externalId);
      if (index % 3 === 0) advance(MINUTE_MS);
    }
    await pushSynced(adapter, pushed);
    advance(2 * MINUTE_MS);
    const { contacts } = await listAll(connect(), null);
    const known = [...listLiving(sandbox, "Contact"), ...listLiving(sandbox, "Lead")].map(({ id }) => id);
    expect(contacts.map(({ askedId }) => askedId).toSorted()).toEqual(known.toSorted());
    expect(contacts.map(({ modifiedAt }) => modifiedAt)).toEqual(
      contacts.map(({ modifiedAt }) => modifiedAt).toSorted(),
    );
  });
});

describe("changes of one moment in leads and in contacts", () => {
  it("are each listed once, wherever a page ends", async () => {
    const { sandbox, connect, adapter, advance } = await simulateSalesforce({ settings: { object: "Lead" } });
    const pushed: string[] = [];
    for (let page = 0; page < 10; page += 1) {
      const leads = await pushSynced(
        adapter,
        Array.from({ length: 200 }, () => firstPush(newCustomer())),
      );
      pushed.push(...leads.map(({ externalId }) => externalId));
    }
    advance(MINUTE_MS);
    for (let page = 0; page < 10; page += 1) {
      for (let count = 0; count < 200; count += 1) {
        sandbox.add("Contact", { LastName: "Ann", Coccinelle_Customer_Id__c: crypto.randomUUID() });
      }
    }
    sandbox.edit(pushed[0] ?? "", { DoNotCall: true });
    advance(2 * MINUTE_MS);
    const { contacts } = await listAll(connect(), null);
    expect(contacts.filter(({ askedId }) => askedId === pushed[0])).toHaveLength(1);
    expect(contacts).toHaveLength(4000);
  });
});

describe("a record that was purged", () => {
  it("is read as deleted", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { externalId } = await pushOne(adapter);
    sandbox.purge(externalId);
    expect(await adapter.readContacts([externalId])).toMatchObject([{ externalId: null }]);
  });
});
