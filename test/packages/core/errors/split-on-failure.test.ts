import { NonRetryableError, splitOnFailure, TransientError } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("splitOnFailure", () => {
  it("leaves just the items alone that cannot be applied, whichever they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (poisons) => {
        const items = poisons.map((poison, index) => ({ poison, index }));
        const applied: unknown[] = [];
        const failures = await splitOnFailure(items, async (part) => {
          if (part.some(({ poison }) => poison)) throw new NonRetryableError("poison");
          applied.push(...part);
        });
        expect([...failures.keys()]).toEqual(items.filter(({ poison }) => poison));
        expect(applied).toEqual(items.filter(({ poison }) => !poison));
      }),
    );
  });

  it("finds one item that fails for a reason unknown, wherever it is", async () => {
    for (const poison of [0, 1, 50, 99]) {
      const items = Array.from({ length: 100 }, (_, index) => index);
      const failures = await splitOnFailure(items, async (part) => {
        if (part.includes(poison)) throw new Error("who knows");
      });
      expect([...failures.keys()]).toEqual([poison]);
    }
  });

  it("gives up early when everything fails for a reason that may pass", async () => {
    let calls = 0;
    const items = Array.from({ length: 100 }, (_, index) => index);
    const failures = await splitOnFailure(items, async () => {
      calls += 1;
      throw new TransientError("the database is away");
    });
    expect(failures.size).toBe(100);
    expect(calls).toBeLessThan(12);
  });

  it("does nothing with nothing", async () => {
    expect(await splitOnFailure([], () => Promise.reject(new Error("called")))).toEqual(new Map());
  });
});
