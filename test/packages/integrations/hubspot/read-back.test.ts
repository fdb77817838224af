import type { CrmAdapter, RemoteContact, RemoteCursor } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced, simulateHubspot } from "./simulated-hubspot.ts";

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

describe("changes made at HubSpot", () => {
  it("are read back: owner, lifecycle and opt-out", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const { externalId, customer } = await pushOne(adapter);
    advance(MINUTE_MS);
    sandbox.edit(externalId, { lifecyclestage: "opportunity", hs_email_optout: "true" });
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toEqual([
      {
        askedId: externalId,
        externalId,
        prospectId: customer.id,
        ownerId: null,
        lifecycle: "opportunity",
        optedOut: true,
        modifiedAt: "2026-11-22T10:01:00.000Z",
      },
    ]);
  });

  it("do not include our own writes", async () => {
    const { adapter, advance } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    advance(2 * MINUTE_MS);
    const { contacts, next } = await adapter.listRemoteChanges(null);
    expect(contacts).toEqual([]);
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(next)).contacts).toEqual([]);
  });

  it("are read back even where our own write came right after", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { hs_email_optout: "true" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([{ optedOut: true }]);
  });

  it("include what an adopted contact was like before", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const id = sandbox.add("contacts", { email: "ann@example.com", hs_email_optout: "true" });
    await pushOne(adapter, newCustomer({ email: "ann@example.com" }));
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([
      { externalId: id, optedOut: true },
    ]);
  });

  it("are listed again where the caller does not go on from their end", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const { externalId } = await pushOne(adapter);
    sandbox.edit(externalId, { hs_email_optout: "true" });
    advance(2 * MINUTE_MS);
    const first = await adapter.listRemoteChanges(null);
    expect(await adapter.listRemoteChanges(null)).toEqual(first);
    expect((await adapter.listRemoteChanges(first.next)).contacts).toEqual([]);
  });

  it("are not passed by while the search index is late", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot({ searchLagMs: 30_000 });
    const { externalId } = await pushOne(adapter);
    advance(2 * MINUTE_MS);
    sandbox.edit(externalId, { hs_email_optout: "true" });
    advance(10_000);
    const early = await adapter.listRemoteChanges(null);
    expect(early.contacts).toEqual([]);
    advance(2 * MINUTE_MS);
    expect((await adapter.listRemoteChanges(early.next)).contacts).toMatchObject([{ optedOut: true }]);
  });

  it("tell of a merge by each id that is gone", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const one = await pushOne(adapter);
    const other = await pushOne(adapter);
    advance(MINUTE_MS);
    const survivor = sandbox.merge(one.externalId, other.externalId);
    advance(2 * MINUTE_MS);
    const { contacts } = await adapter.listRemoteChanges(null);
    const told = contacts.filter(({ externalId }) => externalId === survivor).map(({ askedId }) => askedId);
    expect(told.toSorted()).toEqual([survivor, one.externalId, other.externalId].toSorted());
  });

  it("are each listed once and in order, however many have one moment", async () => {
    const { sandbox, connect, adapter, advance } = await simulateHubspot();
    for (let page = 0; page < 5; page += 1) {
      await pushSynced(
        adapter,
        Array.from({ length: 100 }, () => firstPush(newCustomer())),
      );
      // The first four pages have one moment, and are two searches long.
      if (page === 3) advance(MINUTE_MS);
    }
    advance(2 * MINUTE_MS);
    const { contacts } = await listAll(connect(), null);
    expect(contacts.map(({ externalId }) => externalId)).toEqual(
      sandbox
        .records("contacts")
        .map(({ id }) => id)
        .toSorted((one, two) => Number(one) - Number(two)),
    );
  });
});

describe("reading contacts by id", () => {
  it("tells what is there, what was merged and what was deleted", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const [there, merged, deleted] = await pushSynced(
      adapter,
      Array.from({ length: 3 }, () => firstPush(newCustomer())),
    );
    if (!there || !merged || !deleted) throw new Error("nothing was pushed");
    const survivor = sandbox.merge(merged.externalId, sandbox.add("contacts", { email: "x@example.com" }));
    sandbox.remove(deleted.externalId);
    const contacts = await adapter.readContacts([there, merged, deleted].map(({ externalId }) => externalId));
    expect(contacts).toMatchObject([
      { askedId: there.externalId, externalId: there.externalId, prospectId: there.customer.id },
      { askedId: merged.externalId, externalId: survivor, prospectId: merged.customer.id },
      { askedId: deleted.externalId, externalId: null },
    ]);
  });
});
