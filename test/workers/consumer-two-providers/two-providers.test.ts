import { describe, expect, it } from "vitest";
import { call, create, listAll, newTenant } from "../consumer/api/api-client.ts";

// The Worker is the real one. `vitest.config.ts` puts the second provider into its two tables, and nowhere else.

const twilioChannel = {
  provider: "twilio",
  address: "+33757900000",
  credentials: { accountSid: "AC1", authToken: "t1" },
};
const pigeonChannel = { provider: "pigeon", address: "7", credentials: { loft: "north", secret: "s1" } };

describe("a channel of a provider that is only in the tables", () => {
  it("is made, with its provider's address and fields, and without its credentials", async () => {
    const { path } = newTenant();
    const channel = await create(`${path}/channels`, pigeonChannel);
    expect(channel).toEqual({
      id: expect.any(String),
      provider: "pigeon",
      address: "loft-7",
      settings: {},
      loft: "north",
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await listAll(`${path}/channels`)).toEqual([channel]);
  });

  it.each([
    [
      "another provider's credentials",
      { ...pigeonChannel, credentials: twilioChannel.credentials },
      "credentials.loft",
    ],
    [
      "another provider's settings",
      { ...pigeonChannel, settings: { messagingServiceSid: "MG1" } },
      "settings.messagingServiceSid",
    ],
    ["an unknown provider", { ...pigeonChannel, provider: "raven" }, "provider"],
  ])("is refused with %s, by the field's name", async (_, body, field) => {
    const answer = await call("POST", `${newTenant().path}/channels`, { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(`"path":"${field}"`);
  });
});

describe("a change of a channel", () => {
  it("is read by the rules of the channel's own provider", async () => {
    const { path } = newTenant();
    const { id: pigeonId } = await create(`${path}/channels`, pigeonChannel);
    const { id: twilioId } = await create(`${path}/channels`, twilioChannel);
    const change = (id: unknown, credentials: object) =>
      call("PATCH", `${path}/channels/${id}`, { body: { credentials } });

    const pigeonCredentials = { loft: "south", secret: "s2" };
    const twilioCredentials = { accountSid: "AC2", authToken: "t2" };
    expect((await change(pigeonId, pigeonCredentials)).body).toMatchObject({ loft: "south" });
    expect((await change(twilioId, twilioCredentials)).body).toMatchObject({ accountSid: "AC2" });
    expect((await change(pigeonId, twilioCredentials)).status).toBe(400);
    expect((await change(twilioId, pigeonCredentials)).status).toBe(400);
  });
});

describe("the description of the API", () => {
  it("describes a new channel as one of either provider", async () => {
    const { body } = await call("GET", "/api/openapi.json", { token: null });
    const described = JSON.stringify(body);
    expect(described).toContain('"const":"pigeon"');
    expect(described).toContain('"const":"twilio"');
  });
});
