import { newSalesforceCallState, type SalesforceCallState } from "@coccinelle/integrations";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../../packages/integrations/src/http/call-limiter.ts";
import {
  MAX_IN_FLIGHT,
  noteLimitInfo,
  permitCall,
  salesforceLimits,
} from "../../../../../packages/integrations/src/salesforce/api/call-limits.ts";
import { propertyRuns } from "../../../../support/property-runs.ts";

const at = { now: 1000, dailyShare: 0.5 };

function known(used: number, limit = 100): SalesforceCallState {
  return { usage: { used, limit }, blockedUntil: 0 };
}

describe("a call", () => {
  it.each<[SalesforceCallState, number, object]>([
    [newSalesforceCallState(), 0, { kind: "go" }],
    [newSalesforceCallState(), 1, { kind: "wait" }],
    [known(0), MAX_IN_FLIGHT - 1, { kind: "go" }],
    [known(0), MAX_IN_FLIGHT, { kind: "wait" }],
    [known(48), 1, { kind: "go" }],
    [known(48), 2, { kind: "wait" }],
  ])("after %j with %i under way: %j", (state, inFlight, permission) => {
    expect(permitCall(state, inFlight, at.dailyShare)).toEqual(permission);
  });
});

describe("what an answer tells", () => {
  it.each<[string | undefined, SalesforceCallState, SalesforceCallState]>([
    ["api-usage=25/5000", newSalesforceCallState(), known(25, 5000)],
    ["per-app-api-usage=1/250(appName=x); api-usage=25/5000", newSalesforceCallState(), known(25, 5000)],
    ["per-app-api-usage=1/250(appName=x)", known(1), known(1)],
    [undefined, known(1), known(1)],
    ["api-usage=29/100", known(30), known(30)],
    ["api-usage=20/100", known(30), known(20)],
    ["api-usage=50/100", known(30), { usage: null, blockedUntil: 1000 + 900_000 }],
  ])("%s after %j is %j", (header, before, after) => {
    expect(noteLimitInfo(before, header, at)).toEqual(after);
  });
});

describe("the limits", () => {
  it("keep to their share of the day, and are never idle while it lasts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.infiniteStream(fc.nat({ max: 20 })),
        async (usedBefore, limit, dailyShare, choices) => {
          const limiter = createCallLimiter({
            clock: () => new Date(0),
            sleep: async () => {},
            limits: salesforceLimits(dailyShare),
            state: newSalesforceCallState(),
          });
          const allowed = Math.floor(limit * dailyShare);
          let used = usedBefore;
          let made = 0;
          const underWay: ((header: Record<string, string>) => void)[] = [];
          let waiting = 0;
          let stopped = 0;
          const begin = async () => {
            waiting += 1;
            try {
              underWay.push(await limiter.enter("any"));
            } catch {
              stopped += 1;
            }
            waiting -= 1;
          };
          const calls = Array.from({ length: 80 }, begin);
          const settle = async () => {
            for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
          };
          await settle();
          while (underWay.length > 0) {
            expect(underWay.length).toBeLessThanOrEqual(MAX_IN_FLIGHT);
            if (made > 0 && waiting > 0) {
              const room = Math.min(MAX_IN_FLIGHT, Math.max(1, allowed - used));
              expect(underWay.length).toBe(room);
            }
            const [leave] = underWay.splice((choices.next().value ?? 0) % underWay.length, 1);
            made += 1;
            used += 1;
            leave?.({ "sforce-limit-info": `api-usage=${used}/${limit}` });
            await settle();
          }
          await Promise.all(calls);
          // The first call is the one that looks.
          expect(made).toBe(Math.min(80, Math.max(1, allowed - usedBefore)));
          expect(made + stopped).toBe(80);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });
});
