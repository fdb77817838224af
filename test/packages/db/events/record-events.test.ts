import { env } from "cloudflare:workers";
import { TransientError } from "@coccinelle/core";
import { recordEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";

type EventDraft = Parameters<typeof messageEvent>[0];

async function record(drafts: EventDraft[], db: D1Database = env.DB) {
  const events = await Promise.all(drafts.map(async (draft) => toRecordableEvent(await messageEvent(draft))));
  return recordEvents(db, events, () => crypto.randomUUID());
}

async function customers(tenantId: string) {
  const { results } = await env.DB.prepare(
    `SELECT p.*, v.activities_count, v.tags FROM prospects p JOIN v_customers v ON v.id = p.id
     WHERE p.tenant_id = ?1 ORDER BY p.created_at, p.id`,
  )
    .bind(tenantId)
    .all<{ id: string; first_name: string; last_name: string; tags: string; metadata: string }>();
  return results.map((row) => ({ ...row, tags: row.tags?.split(",").toSorted() }));
}

const at = (time: string) => `2026-03-01T${time}:00.000Z`;

describe("recordEvents", () => {
  it("finds the same customer on two channels", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, sender: { address: "+33612345678" } }]);
    await record([{ tenantId, channel: "whatsapp", sender: { address: "whatsapp:+33612345678" } }]);
    expect(await customers(tenantId)).toMatchObject([{ phone: "+33612345678", activities_count: 2 }]);
  });

  it("finds the customer by the phone before the WhatsApp id, and assigns the id to that customer", async () => {
    const tenantId = uniqueId("tenant");
    const whatsappUserId = "FR.134912086553027";
    await record([{ tenantId, sender: { address: "+33612345678" } }]);
    await record([{ tenantId, sender: { address: "whatsapp:+33612345678", whatsappUserId } }]);
    await record([{ tenantId, sender: { whatsappUserId } }]);
    expect(await customers(tenantId)).toMatchObject([{ activities_count: 3 }]);
  });

  it("gives a customer with a WhatsApp id alone the phone that a later message names", async () => {
    const tenantId = uniqueId("tenant");
    const whatsappUserId = "FR.134912086553027";
    await record([{ tenantId, sender: { whatsappUserId } }]);
    expect(await customers(tenantId)).toMatchObject([{ phone: null }]);
    await record([{ tenantId, sender: { address: "+33612345678", whatsappUserId } }]);
    expect(await customers(tenantId)).toMatchObject([{ phone: "+33612345678", activities_count: 2 }]);
  });

  it("marks two customers that one message leads to as possible duplicates and merges nothing", async () => {
    const tenantId = uniqueId("tenant");
    const whatsappUserId = "FR.134912086553027";
    await record([{ tenantId, sender: { address: "+33612345678" }, occurredAt: at("10:00") }]);
    await record([{ tenantId, sender: { whatsappUserId }, occurredAt: at("10:01") }]);
    await record([
      { tenantId, sender: { address: "+33612345678", whatsappUserId }, occurredAt: at("10:02") },
    ]);
    const [byPhone, byId] = await customers(tenantId);
    expect(byPhone).toMatchObject({
      activities_count: 2,
      tags: expect.arrayContaining(["possible-duplicate"]),
    });
    expect(byId).toMatchObject({ activities_count: 1, tags: expect.arrayContaining(["possible-duplicate"]) });
    expect(JSON.parse(byPhone?.metadata ?? "")).toMatchObject({ possibleDuplicates: [byId?.id] });
    expect(JSON.parse(byId?.metadata ?? "")).toMatchObject({ possibleDuplicates: [byPhone?.id] });
  });

  it("keeps the customers of two tenants apart who are the same person", async () => {
    const [one, other] = [uniqueId("tenant"), uniqueId("tenant")];
    await record([{ tenantId: one }, { tenantId: other }]);
    expect(await customers(one)).toMatchObject([{ activities_count: 1 }]);
    expect(await customers(other)).toMatchObject([{ activities_count: 1 }]);
  });

  it("replaces a placeholder on a later message, and a profile name by what the person says, never back", async () => {
    const tenantId = uniqueId("tenant");
    const name = async () =>
      (await customers(tenantId)).map(({ first_name, last_name }) => `${first_name} ${last_name}`);
    await record([{ tenantId }]);
    expect(await name()).toEqual(["Client Inconnu"]);
    await record([{ tenantId, sender: { address: "+33612345678", profileName: "Sophie Bernard" } }]);
    expect(await name()).toEqual(["Sophie Bernard"]);
    await record([{ tenantId, text: "Bonjour, je m'appelle Sophie Martin" }]);
    expect(await name()).toEqual(["Sophie Martin"]);
    await record([{ tenantId, sender: { address: "+33612345678", profileName: "Sophie Bernard" } }]);
    expect(await name()).toEqual(["Sophie Martin"]);
  });

  it("leaves a name that a person or another program wrote", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, sender: { address: "+33612345678", profileName: "Sophie Bernard" } }]);
    await env.DB.prepare("UPDATE prospects SET first_name = 'Sonia' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    await record([{ tenantId, text: "Bonjour, je m'appelle Sophie Martin" }]);
    expect(await customers(tenantId)).toMatchObject([{ first_name: "Sonia", last_name: "Bernard" }]);
  });

  it("names a customer of an old database that has no name at all", async () => {
    const tenantId = uniqueId("tenant");
    await env.DB.prepare("INSERT INTO prospects (id, tenant_id, phone) VALUES (?1, ?2, '06 12 34 56 78')")
      .bind(uniqueId("old"), tenantId)
      .run();
    await record([{ tenantId, text: "Bonjour, je m'appelle Sophie Martin" }]);
    expect(await customers(tenantId)).toMatchObject([
      { first_name: "Sophie", last_name: "Martin", phone: "06 12 34 56 78", activities_count: 1 },
    ]);
  });

  it("lets a customer begin with its earliest message even if that comes late", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, channel: "whatsapp", occurredAt: at("10:05") }]);
    await record([{ tenantId, channel: "sms", occurredAt: at("10:01") }]);
    expect(await customers(tenantId)).toMatchObject([
      {
        created_at: "2026-03-01 10:01:00.000",
        last_contact_at: "2026-03-01 10:05:00.000",
        preferred_channel: "sms",
        tags: ["auto-created", "premier-contact", "sms"],
      },
    ]);
  });

  it("leaves a preferred channel that somebody chose when an earlier message comes late", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, channel: "whatsapp", occurredAt: at("10:05") }]);
    await env.DB.prepare("UPDATE prospects SET preferred_channel = 'email' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    await record([{ tenantId, channel: "sms", occurredAt: at("10:01") }]);
    expect(await customers(tenantId)).toMatchObject([{ preferred_channel: "email" }]);
  });

  it("does not touch metadata that it cannot read", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId }]);
    await env.DB.prepare("UPDATE prospects SET metadata = 'not json' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    await record([{ tenantId, text: "je m'appelle Sophie Martin", occurredAt: at("11:00") }]);
    expect(await customers(tenantId)).toMatchObject([
      {
        metadata: "not json",
        first_name: "Client",
        last_contact_at: "2026-03-01 11:00:00.000",
        activities_count: 2,
      },
    ]);
  });

  /** A database in which somebody else makes one change between the reading for a plan and its writing. */
  function meanwhile(sql: string, tenantId: string) {
    let done = false;
    return observedDatabase(env.DB, {
      onRoundTrip: async () => {
        if (done) return;
        done = true;
        await env.DB.prepare(sql).bind(tenantId).run();
      },
    });
  }

  it.each([
    ["and the event only adds to it", "Bonjour"],
    ["and the event names it", "je m'appelle Sophie Martin"],
  ])("creates the customer again where it is deleted while the event is planned, %s", async (_, text) => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId }]);
    const db = meanwhile("DELETE FROM prospects WHERE tenant_id = ?1", tenantId);
    await record([{ tenantId, text, occurredAt: at("11:00") }], db);
    expect(await customers(tenantId)).toMatchObject([{ activities_count: 1 }]);
  });

  it.each([
    ["first_name", "Sonia"],
    ["last_name", "Sonia"],
    ["phone", "+33699999999"],
    ["email", "sonia@example.com"],
    ["preferred_channel", "email"],
    ["created_at", "2020-01-01 00:00:00.000"],
    ["metadata", '{"by":"hand"}'],
  ])("makes its plan again when somebody writes %s in between, and keeps that", async (column, value) => {
    const tenantId = uniqueId("tenant");
    const whatsappUserId = "FR.134912086553027";
    await record([{ tenantId, channel: "whatsapp", sender: { whatsappUserId }, occurredAt: at("10:05") }]);
    const db = meanwhile(`UPDATE prospects SET ${column} = '${value}' WHERE tenant_id = ?1`, tenantId);
    const early = { tenantId, sender: { whatsappUserId, address: "+33612345678" }, occurredAt: at("10:01") };
    await record([{ ...early, text: "je m'appelle Sophie Martin" }], db);
    const [customer] = await customers(tenantId);
    expect(customer).toMatchObject({ activities_count: 2 });
    if (column === "metadata") expect(JSON.parse(customer?.metadata ?? "")).toMatchObject({ by: "hand" });
    else expect(customer).toMatchObject({ [column]: value });
  });

  it("does not move the last contact back when somebody else moves it on in between", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, occurredAt: at("10:00") }]);
    const later = "2026-03-02 00:00:00.000";
    const db = meanwhile(`UPDATE prospects SET last_contact_at = '${later}' WHERE tenant_id = ?1`, tenantId);
    await record([{ tenantId, occurredAt: at("11:00") }], db);
    expect(await customers(tenantId)).toMatchObject([{ last_contact_at: later, activities_count: 2 }]);
  });

  it("leaves events whose senders change at each attempt to a later delivery", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId }]);
    let writes = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: async () => {
        writes += 1;
        const restless = env.DB.prepare("UPDATE prospects SET email = ?2 WHERE tenant_id = ?1");
        await restless.bind(tenantId, `${writes}@example.com`).run();
      },
    });
    const event = { tenantId, text: "je m'appelle Sophie Martin", occurredAt: at("11:00") };
    await expect(record([event], db)).rejects.toThrow(TransientError);
    expect(writes).toBe(5);
    expect(await customers(tenantId)).toMatchObject([{ activities_count: 1 }]);
  });

  it("completes a name that it had a part of, in whatever order the messages come", async () => {
    const part = { text: "moi c'est Karim", occurredAt: at("10:01") };
    const whole = { text: "je m'appelle Karim Benali", occurredAt: at("10:02") };
    for (const messages of [
      [part, whole],
      [whole, part],
    ]) {
      const tenantId = uniqueId("tenant");
      for (const message of messages) await record([{ tenantId, ...message }]);
      expect(await customers(tenantId)).toMatchObject([{ first_name: "Karim", last_name: "Benali" }]);
    }
  });

  it("lets the earlier of two equally sure names stay, in whatever order the messages come", async () => {
    const earlier = { text: "je m'appelle Karim Benali", occurredAt: at("10:01") };
    const later = { text: "je m'appelle Sophie Martin", occurredAt: at("10:02") };
    for (const messages of [
      [earlier, later],
      [later, earlier],
    ]) {
      const tenantId = uniqueId("tenant");
      for (const message of messages) await record([{ tenantId, ...message }]);
      expect(await customers(tenantId)).toMatchObject([{ first_name: "Karim", last_name: "Benali" }]);
    }
  });

  it("leaves the whole name as it is once a person has changed a part of it", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, sender: { address: "+33612345678", profileName: "Sophie Bernard" } }]);
    await env.DB.prepare("UPDATE prospects SET last_name = 'Dubois' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    await record([{ tenantId, text: "Bonjour, je m'appelle Sophie Martin" }]);
    expect(await customers(tenantId)).toMatchObject([{ first_name: "Sophie", last_name: "Dubois" }]);
  });

  it("keeps the phone that a customer has when a message brings another", async () => {
    const tenantId = uniqueId("tenant");
    const whatsappUserId = "FR.134912086553027";
    await record([{ tenantId, sender: { address: "+33612345678", whatsappUserId } }]);
    await record([{ tenantId, sender: { address: "+33698765432", whatsappUserId } }]);
    await record([{ tenantId, sender: { address: "+33698765432" } }]);
    expect(await customers(tenantId)).toMatchObject([{ phone: "+33612345678", activities_count: 3 }]);
  });

  it("writes the address of a customer that writes by e-mail", async () => {
    const tenantId = uniqueId("tenant");
    await record([{ tenantId, channel: "email", sender: { email: "Sophie@Example.com" } }]);
    expect(await customers(tenantId)).toMatchObject([{ email: "sophie@example.com", phone: null }]);
  });

  it("keeps emoji, long texts and what a message brought beside its text", async () => {
    const tenantId = uniqueId("tenant");
    const text = "🏠".repeat(800);
    const media = [{ url: "https://api.twilio.com/media/1", contentType: "image/jpeg" }];
    await record([
      { tenantId, text },
      { tenantId, text: "", media, occurredAt: at("10:01") },
    ]);
    const { results } = await env.DB.prepare(
      "SELECT description, metadata FROM customer_activities WHERE tenant_id = ?1 ORDER BY created_at",
    )
      .bind(tenantId)
      .all<{ description: string; metadata: string }>();
    expect(results.map(({ description }) => description)).toEqual([text, "[media: 1]"]);
    expect(JSON.parse(results[1]?.metadata ?? "")).toMatchObject({ content: "", media });
  });

  it("reads and writes through indexes alone", async () => {
    const tenantId = uniqueId("tenant");
    const plans: string[] = [];
    const db = observedDatabase(env.DB, {
      onRoundTrip: async (statements) => {
        for (const sql of statements) {
          const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
            .bind("[]")
            .all<{ detail: string }>();
          plans.push(...results.map(({ detail }) => detail));
        }
      },
    });
    await record([{ tenantId, channel: "whatsapp", occurredAt: at("10:05") }], db);
    await record([{ tenantId, text: "je m'appelle Sophie Martin", occurredAt: at("10:01") }], db);
    expect(plans.length).toBeGreaterThan(10);
    expect(
      plans.filter((detail) => detail.startsWith("SCAN") && !/^SCAN (e|json_each)\b/.test(detail)),
    ).toEqual([]);
  });
});
