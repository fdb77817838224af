import { describe, expect, it } from "vitest";
import { firstPush, newActivity, newCustomer, pushSynced, simulateHubspot } from "../simulated-hubspot.ts";

/** HubSpot's schemas make the echo of the trace id optional: this account never sends it. */
async function withoutEcho(_request: Request, answer: Response): Promise<Response> {
  if (answer.status >= 400 || answer.status === 204) return answer;
  const body: unknown = JSON.parse(await answer.text(), (key, value: unknown) =>
    key === "objectWriteTraceId" ? undefined : value,
  );
  return Response.json(body, { status: answer.status, headers: answer.headers });
}

/** Activities carry our id as a unique property. */
const KEYED = {
  uniquePropertyTypes: [
    "contacts" as const,
    "communications" as const,
    "calls" as const,
    "emails" as const,
    "notes" as const,
  ],
  settings: { activityKeys: true },
};

/** Every association is "complete", and none is made. */
async function withoutTies(request: Request, answer: Response): Promise<Response> {
  if (!request.url.includes("/associations/") || !request.url.endsWith("/batch/create")) return answer;
  return Response.json({ status: "COMPLETE", results: [] }, { status: 201 });
}

describe("an account that does not echo trace ids", () => {
  it("has each contact once: made, changed, and made again by nobody", async () => {
    const { sandbox, adapter } = await simulateHubspot({ alter: withoutEcho });
    const [pushed] = await pushSynced(adapter, [firstPush(newCustomer())]);
    if (pushed === undefined) throw new Error("nothing was pushed");
    const changed = { ...pushed, customer: { ...pushed.customer, lastName: "Durand" } };
    expect(await pushSynced(adapter, [changed])).toMatchObject([{ externalId: pushed.externalId }]);
    expect(sandbox.records("contacts")).toHaveLength(1);
    expect(sandbox.records("contacts")[0]?.properties.lastname).toBe("Durand");
  });

  it("does not get a contact back that a person deleted", async () => {
    const { sandbox, adapter } = await simulateHubspot({ alter: withoutEcho });
    const [pushed] = await pushSynced(adapter, [firstPush(newCustomer())]);
    if (pushed === undefined) throw new Error("nothing was pushed");
    sandbox.remove(pushed.externalId);
    const changed = { ...pushed, customer: { ...pushed.customer, lastName: "Durand" } };
    expect(await adapter.pushContacts([changed])).toMatchObject([{ kind: "remote_deleted" }]);
    expect(sandbox.records("contacts").filter(({ archived }) => !archived)).toEqual([]);
  });

  it("takes activities by their key", async () => {
    const { sandbox, adapter } = await simulateHubspot({
      alter: withoutEcho,
      ...KEYED,
    });
    const [pushed] = await pushSynced(adapter, [firstPush(newCustomer())]);
    if (pushed === undefined) throw new Error("nothing was pushed");
    const activity = newActivity(pushed.externalId);
    expect(await adapter.pushActivities([activity])).toMatchObject([{ kind: "synced" }]);
    expect(sandbox.records("communications")).toHaveLength(1);
  });
});

it("does not count an activity as tied to its contact where the answer ties nothing", async () => {
  const { adapter } = await simulateHubspot({ alter: withoutTies, ...KEYED });
  const [pushed] = await pushSynced(adapter, [firstPush(newCustomer())]);
  if (pushed === undefined) throw new Error("nothing was pushed");
  const activity = newActivity(pushed.externalId);
  await adapter.pushActivities([activity]);
  // The second time it is there already, and only has to be tied.
  await expect(adapter.pushActivities([activity])).rejects.toMatchObject({ name: "TransientError" });
});
