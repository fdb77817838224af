import type { CrmAdapter, RemoteContact, RemoteCursor } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { CRMS } from "./crms.ts";

const MINUTE_MS = 60_000;

/** Everything after the cursor, page by page. */
async function listAll(adapter: CrmAdapter, after: RemoteCursor | null) {
  const contacts: RemoteContact[] = [];
  for (let cursor = after; ; ) {
    const page = await adapter.listRemoteChanges(cursor);
    contacts.push(...page.contacts);
    cursor = page.next;
    if (!page.hasMore) return { contacts, next: cursor };
  }
}

describe.each(CRMS)("changes made in $name", (crm) => {
  it("are read back: an opt-out, with its time", async () => {
    const { adapter, advance, editPerson } = await crm.create();
    const { externalId, customer } = await pushOne(adapter);
    advance(MINUTE_MS);
    editPerson(externalId, { crmOptOut: "true" });
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([
      {
        askedId: externalId,
        externalId,
        prospectId: customer.id,
        optedOut: true,
        modifiedAt: "2026-11-22T10:01:00.000Z",
      },
    ]);
  });

  it("do not include our own writes", async () => {
    const { adapter, advance } = await crm.create();
    const pushed = await pushOne(adapter);
    advance(2 * MINUTE_MS);
    const { contacts, next } = await adapter.listRemoteChanges(null);
    expect(contacts).toEqual([]);
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(next)).contacts).toEqual([]);
  });

  it("are read back even where our own write came right after", async () => {
    const { adapter, advance, editPerson } = await crm.create();
    const pushed = await pushOne(adapter);
    editPerson(pushed.externalId, { crmOptOut: "true" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([{ optedOut: true }]);
  });

  it("include what an adopted record was like before", async () => {
    const { adapter, advance, addPerson, editPerson } = await crm.create();
    const id = addPerson({ email: "ann@example.com" });
    editPerson(id, { crmOptOut: "true" });
    await pushOne(adapter, newCustomer({ email: "ann@example.com" }));
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([
      { externalId: id, optedOut: true },
    ]);
  });

  it("are listed again where the caller does not go on from their end", async () => {
    const { adapter, advance, editPerson } = await crm.create();
    const { externalId } = await pushOne(adapter);
    editPerson(externalId, { crmOptOut: "true" });
    advance(2 * MINUTE_MS);
    const first = await adapter.listRemoteChanges(null);
    expect(await adapter.listRemoteChanges(null)).toEqual(first);
    expect((await adapter.listRemoteChanges(first.next)).contacts).toEqual([]);
  });

  it("are left for the next time while they may not be complete", async () => {
    const { adapter, advance, editPerson } = await crm.create({ isSearchLate: true });
    const { externalId } = await pushOne(adapter);
    advance(2 * MINUTE_MS);
    editPerson(externalId, { crmOptOut: "true" });
    advance(10_000);
    const early = await adapter.listRemoteChanges(null);
    expect(early.contacts).toEqual([]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(early.next)).contacts).toMatchObject([{ optedOut: true }]);
  });

  it("tell of a merge by each id that is gone", async () => {
    const { adapter, advance, mergePeople } = await crm.create();
    const [one, other] = [await pushOne(adapter), await pushOne(adapter)];
    advance(MINUTE_MS);
    const survivor = mergePeople(one.externalId, other.externalId);
    advance(2 * MINUTE_MS);
    const { contacts } = await adapter.listRemoteChanges(null);
    const told = contacts.filter(({ externalId }) => externalId === survivor).map(({ askedId }) => askedId);
    const gone = [one, other].map(({ externalId }) => externalId).filter((id) => id !== survivor);
    expect(told).toEqual(expect.arrayContaining(gone));
  });

  it("are each listed once and in order, however many have one moment", async () => {
    const { adapter, reconnect, advance, people } = await crm.create();
    const pages = Math.ceil((2.5 * crm.changePageSize) / adapter.contactPageSize);
    for (let page = 0; page < pages; page += 1) {
      await pushSynced(
        adapter,
        Array.from({ length: adapter.contactPageSize }, () => firstPush(newCustomer())),
      );
      // The records before have one moment, and do not fit into two pages of changes.
      if (page === pages - 2) advance(MINUTE_MS);
    }
    advance(2 * MINUTE_MS);
    const { contacts } = await listAll(reconnect(), null);
    const ids = contacts.map(({ askedId }) => askedId);
    expect(ids).toHaveLength(people().length);
    expect(new Set(ids)).toEqual(new Set(people().map(({ id }) => id)));
    const times = contacts.map(({ modifiedAt }) => modifiedAt);
    expect(times).toEqual(times.toSorted());
  });

  it("are told by id: what is there, what was merged and what was deleted", async () => {
    const { adapter, addPerson, mergePeople, deletePerson } = await crm.create();
    const [there, merged, deleted] = [await pushOne(adapter), await pushOne(adapter), await pushOne(adapter)];
    const survivor = mergePeople(addPerson({ email: "x@example.com" }), merged.externalId);
    deletePerson(deleted.externalId);
    const asked = [there, merged, deleted].map(({ externalId }) => externalId);
    const contacts = await adapter.readContacts(asked);
    expect(asked.map((id) => contacts.find(({ askedId }) => askedId === id))).toMatchObject([
      { externalId: there.externalId, prospectId: there.customer.id },
      { externalId: survivor },
      { externalId: null },
    ]);
  });
});
