import { env } from "cloudflare:workers";
import { InvalidPayloadError, NotFoundError } from "@coccinelle/core";
import type { Page, PageRequest } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { tenantCrm } from "../tenant-crm.ts";

async function newCustomer(fields = {}) {
  const { crm, clock, tenantId } = tenantCrm();
  return { crm, clock, tenantId, id: (await crm.createCustomer(fields)).id };
}

/** Reads a whole list, one item per page. */
async function readPages<Item>(read: (page: PageRequest) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: 1, cursor });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

describe("notes", () => {
  it("are returned as they are added, and listed the newest first", async () => {
    const { crm, clock, id } = await newCustomer();
    const first = await crm.addCustomerNote(id, "first", "agent-1", { pinned: true });
    clock.now = new Date("2026-06-01T12:00:01.000Z");
    const second = await crm.addCustomerNote(id, "second");
    expect(first).toEqual({
      id: first.id,
      content: "first",
      createdBy: "agent-1",
      createdAt: "2026-06-01T12:00:00.000Z",
      metadata: { pinned: true },
    });
    expect(second).toMatchObject({ createdBy: null, metadata: null });
    expect(await crm.listCustomerNotes(id)).toEqual({ items: [second, first], nextCursor: null });
  });

  it("need a customer", async () => {
    await expect(tenantCrm().crm.addCustomerNote("unknown", "note")).rejects.toThrow(NotFoundError);
    await expect(tenantCrm().crm.listCustomerNotes("unknown")).rejects.toThrow(NotFoundError);
  });
});

describe("interactions", () => {
  it("are returned as they are logged", async () => {
    const { crm, id } = await newCustomer();
    const activity = await crm.logInteraction(id, "visit", "web", { page: "/t3" }, "Visite du T3");
    expect(activity).toEqual({
      id: activity.id,
      type: "visit",
      channel: "web",
      description: "Visite du T3",
      metadata: { page: "/t3" },
      createdAt: "2026-06-01T12:00:00.000Z",
    });
    expect(await crm.listInteractions(id)).toEqual({ items: [activity], nextCursor: null });
  });

  it("move the last contact forward, never back", async () => {
    const { crm, clock, id } = await newCustomer();
    await crm.logInteraction(id, "call", "phone");
    expect(await crm.getCustomer(id)).toMatchObject({ lastContactAt: "2026-06-01T12:00:00.000Z" });
    clock.now = new Date("2026-05-01T12:00:00.000Z");
    await crm.logInteraction(id, "call", "phone");
    expect(await crm.getCustomer(id)).toMatchObject({
      lastContactAt: "2026-06-01T12:00:00.000Z",
      activitiesCount: 2,
    });
    clock.now = new Date("2026-06-03T12:00:00.000Z");
    await crm.logInteraction(id, "call", "phone");
    expect(await crm.getCustomer(id)).toMatchObject({ lastContactAt: "2026-06-03T12:00:00.000Z" });
  });

  it("come page by page, each once, also where many share a moment", async () => {
    const { crm, clock, id } = await newCustomer();
    for (const minute of [0, 0, 0, 1, 1]) {
      clock.now = new Date(Date.UTC(2026, 5, 1, 12, minute));
      await crm.logInteraction(id, "call", "phone");
    }
    const all = (await crm.listInteractions(id)).items;
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await crm.listInteractions(id, { limit: 2, cursor });
      pages.push(page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(all);
    expect(new Set(all.map((activity) => activity.id)).size).toBe(5);
  });

  it("come page by page, and those of older programs without a time come last", async () => {
    const { crm, tenantId, id } = await newCustomer();
    await crm.logInteraction(id, "call", "phone");
    await crm.addCustomerNote(id, "dated");
    await env.DB.batch(
      [null, "", null].flatMap((time) => [
        env.DB.prepare(
          "INSERT INTO customer_activities (id, tenant_id, prospect_id, type, created_at) VALUES (?1, ?2, ?3, 'visit', ?4)",
        ).bind(uniqueId("old"), tenantId, id, time),
        env.DB.prepare(
          "INSERT INTO customer_notes (id, tenant_id, prospect_id, content, created_at) VALUES (?1, ?2, ?3, 'old', ?4)",
        ).bind(uniqueId("old"), tenantId, id, time),
      ]),
    );
    const activities = await readPages((page) => crm.listInteractions(id, page));
    expect(activities.map(({ type }) => type)).toEqual(["call", "visit", "visit", "visit"]);
    expect(new Set(activities.map((activity) => activity.id)).size).toBe(4);
    const notes = await readPages((page) => crm.listCustomerNotes(id, page));
    expect(notes.map(({ content }) => content)).toEqual(["dated", "old", "old", "old"]);
    expect(new Set(notes.map((note) => note.id)).size).toBe(4);
  });

  it("need a customer", async () => {
    await expect(tenantCrm().crm.logInteraction("unknown", "call", "phone")).rejects.toThrow(NotFoundError);
    await expect(tenantCrm().crm.listInteractions("unknown")).rejects.toThrow(NotFoundError);
  });
});

describe("tags", () => {
  it("are a customer's once, however often they are added", async () => {
    const { crm, id } = await newCustomer({ tags: ["sms"] });
    await crm.addCustomerTags(id, ["sms", "vip", " vip"]);
    await crm.addCustomerTags(id, ["vip"]);
    expect(await crm.getCustomer(id)).toMatchObject({ tags: ["sms", "vip"] });
  });

  it("are removed one by one", async () => {
    const { crm, id } = await newCustomer({ tags: ["sms", "vip"] });
    expect(await crm.removeCustomerTag(id, "sms")).toBe(true);
    expect(await crm.removeCustomerTag(id, "sms")).toBe(false);
    expect(await crm.getCustomer(id)).toMatchObject({ tags: ["vip"] });
  });

  it("are all refused when one of them is blank or holds a comma", async () => {
    const { crm, id } = await newCustomer();
    await expect(crm.addCustomerTags(id, ["good", "a,b"])).rejects.toThrow(InvalidPayloadError);
    await expect(crm.addCustomerTags(id, ["\t"])).rejects.toThrow(InvalidPayloadError);
    expect(await crm.getCustomer(id)).toMatchObject({ tags: [] });
  });

  it("need a customer", async () => {
    await expect(tenantCrm().crm.addCustomerTags("unknown", ["sms"])).rejects.toThrow(NotFoundError);
  });
});
