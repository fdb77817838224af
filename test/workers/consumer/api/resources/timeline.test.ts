import { beforeEach, describe, expect, it } from "vitest";
import { call, create, listAll, newTenant } from "../api-client.ts";

let customer: string;
let stranger: string;

beforeEach(async () => {
  const { path } = newTenant();
  const { id } = await create(`${path}/customers`, { firstName: "Sophie" });
  customer = `${path}/customers/${id}`;
  stranger = `${newTenant().path}/customers/${id}`;
});

describe("notes", () => {
  it("are added and listed, the newest first, page by page", async () => {
    const contents = ["first", "second", "third"];
    for (const content of contents) {
      expect(await create(`${customer}/notes`, { content })).toEqual({
        id: expect.any(String),
        content,
        createdBy: "operator",
        createdAt: expect.stringMatching(/Z$/),
        metadata: null,
      });
    }
    const listed = await listAll(`${customer}/notes?limit=2`);
    expect(listed.map(({ content }) => content).toSorted()).toEqual(contents);
    expect((await call("GET", customer)).body).toMatchObject({ notesCount: 3 });
  });

  it.each([
    ["content", {}],
    ["content", { content: " " }],
    ["author", { content: "a", author: "me" }],
  ])("are refused for their %s", async (field, body) => {
    const answer = await call("POST", `${customer}/notes`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("are 404 for another tenant", async () => {
    await create(`${customer}/notes`, { content: "private" });
    expect((await call("GET", `${stranger}/notes`)).status).toBe(404);
    expect((await call("POST", `${stranger}/notes`, { body: { content: "mine" } })).status).toBe(404);
    expect(await listAll(`${customer}/notes`)).toHaveLength(1);
  });
});

describe("activities", () => {
  const visit = { type: "visit", channel: "phone", description: "Came by", metadata: { minutes: 20 } };

  it("are added and listed page by page, and move the last contact", async () => {
    expect(await create(`${customer}/activities`, visit)).toEqual({
      ...visit,
      id: expect.any(String),
      createdAt: expect.stringMatching(/Z$/),
    });
    await create(`${customer}/activities`, { type: "call", channel: "phone" });
    const listed = await listAll(`${customer}/activities?limit=1`);
    expect(listed.map(({ type }) => type).toSorted()).toEqual(["call", "visit"]);
    expect((await call("GET", customer)).body).toMatchObject({
      activitiesCount: 2,
      lastContactAt: expect.stringMatching(/Z$/),
    });
  });

  it.each([
    ["type", { channel: "sms" }],
    ["channel", { type: "visit" }],
    ["channel", { type: "visit", channel: "pigeon" }],
    ["metadata", { ...visit, metadata: 1 }],
    ["createdAt", { ...visit, createdAt: "2026-01-01T00:00:00Z" }],
  ])("are refused for their %s", async (field, body) => {
    const answer = await call("POST", `${customer}/activities`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("are 404 for another tenant", async () => {
    await create(`${customer}/activities`, visit);
    expect((await call("GET", `${stranger}/activities`)).status).toBe(404);
    expect((await call("POST", `${stranger}/activities`, { body: visit })).status).toBe(404);
    expect(await listAll(`${customer}/activities`)).toHaveLength(1);
  });
});

describe("tags", () => {
  it("are stored once however often they are put, and are deleted once", async () => {
    const tag = `${customer}/tags/${encodeURIComponent("déjà client / été 100%")}`;
    for (const method of ["PUT", "PUT"]) {
      const answer = await call(method, tag);
      expect([answer.status, answer.body]).toEqual([204, null]);
    }
    expect((await call("GET", customer)).body).toMatchObject({ tags: ["déjà client / été 100%"] });
    expect((await call("DELETE", tag)).status).toBe(204);
    expect((await call("GET", customer)).body).toMatchObject({ tags: [] });
    expect((await call("DELETE", tag)).status).toBe(404);
  });

  it("are refused with a comma or blank", async () => {
    for (const tag of ["a%2Cb", "a,b", "%20"]) {
      const answer = await call("PUT", `${customer}/tags/${tag}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { details: [{ path: "tag" }] } });
    }
  });

  it("are 404 for another tenant", async () => {
    expect((await call("PUT", `${customer}/tags/vip`)).status).toBe(204);
    expect((await call("PUT", `${stranger}/tags/spam`)).status).toBe(404);
    expect((await call("DELETE", `${stranger}/tags/vip`)).status).toBe(404);
    expect((await call("GET", customer)).body).toMatchObject({ tags: ["vip"] });
  });
});
