import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { newHubspotWorld } from "./worlds/hubspot-world.ts";
import { alarmOf } from "./worlds/observing.ts";
import { newSalesforceWorld } from "./worlds/salesforce-world.ts";

const MINUTE_MS = 60_000;
/** An opt-out is in both CRMs within this time. */
const MAX_MINUTES = 5;
/** Changes in a CRM are read at every other tick, so an opt-out may come at any of these times before a look. */
const MINUTES_BEFORE = [1, 2, 3, 4];

beforeEach(() => vi.spyOn(console, "info").mockReturnValue());
afterEach(() => vi.restoreAllMocks());
afterEach(() => vi.useRealTimers());

/** A tenant with both CRMs and one customer, who is in both. From then on only the test lets time pass. */
async function newTenantWithBoth() {
  const hubspot = await newHubspotWorld({ hubspot: { searchLagMs: 2_000 } });
  const salesforce = await newSalesforceWorld({ tenantId: hubspot.tenantId });
  const worlds = [hubspot, salesforce];
  const sophie = { firstName: "Sophie", lastName: "Martin", email: "sophie@example.com" };
  await hubspot.customers.createCustomer(sophie);
  for (const { object, ref, firstNames, status } of worlds) {
    await object.requestSync(ref);
    await eventually(firstNames).toEqual(["Sophie"]);
    await eventually(status).toBe("idle");
    await eventually(() => alarmOf({ object })).toBe(null);
  }
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });

  /** Lets a minute pass, with the cron's tick and the passes that it brings. */
  async function passMinute(): Promise<void> {
    vi.setSystemTime(Date.now() + MINUTE_MS);
    await exports.default.scheduled();
    for (const { object } of worlds) {
      while (((await alarmOf({ object })) ?? Number.POSITIVE_INFINITY) <= Date.now()) {
        await runDurableObjectAlarm(object);
      }
    }
  }
  return {
    hubspot,
    salesforce,
    isMarkedAtHubspot: () =>
      hubspot.sandbox.records("contacts")[0]?.properties.coccinelle_opted_out === "true",
    isMarkedAtSalesforce: () =>
      salesforce.sandbox.records("Contact")[0]?.values.Coccinelle_Opted_Out__c === true,
    async passMinutes(count: number): Promise<void> {
      for (let minute = 0; minute < count; minute++) await passMinute();
    },
    /** Lets at most the promised minutes pass. */
    async isWithinPromise(isMarked: () => boolean): Promise<boolean> {
      for (let minute = 0; minute < MAX_MINUTES && !isMarked(); minute++) await passMinute();
      return isMarked();
    },
  };
}

it("an opt-out that a customer makes by message is in both CRMs at the next tick", async () => {
  const { hubspot, isMarkedAtHubspot, isMarkedAtSalesforce, passMinutes } = await newTenantWithBoth();
  await env.DB.prepare(
    `INSERT INTO opt_outs (tenant_id, prospect_id, channel, source, created_at)
     SELECT tenant_id, id, 'sms', 'customer', '2026-11-22 10:00:00.000' FROM prospects WHERE tenant_id = ?1`,
  )
    .bind(hubspot.tenantId)
    .run();
  await passMinutes(1);
  expect([isMarkedAtHubspot(), isMarkedAtSalesforce()]).toEqual([true, true]);
});

describe.each(MINUTES_BEFORE)("an opt-out, %i minutes after the first sync,", (minutes) => {
  it("that a person makes in HubSpot is in Salesforce within five minutes", async () => {
    const { hubspot, isMarkedAtSalesforce, passMinutes, isWithinPromise } = await newTenantWithBoth();
    await passMinutes(minutes);
    expect(isMarkedAtSalesforce()).toBe(false);
    const [contact] = hubspot.sandbox.records("contacts");
    hubspot.sandbox.edit(contact?.id ?? "", { hs_email_optout: "true" });
    expect(await isWithinPromise(isMarkedAtSalesforce)).toBe(true);
  });

  it("that a person makes in Salesforce is in HubSpot within five minutes", async () => {
    const { salesforce, isMarkedAtHubspot, passMinutes, isWithinPromise } = await newTenantWithBoth();
    await passMinutes(minutes);
    expect(isMarkedAtHubspot()).toBe(false);
    const [contact] = salesforce.sandbox.records("Contact");
    salesforce.sandbox.edit(contact?.id ?? "", { HasOptedOutOfEmail: true });
    expect(await isWithinPromise(isMarkedAtHubspot)).toBe(true);
  });
});
