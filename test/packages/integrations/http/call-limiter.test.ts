import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../packages/integrations/src/http/call-limiter.ts";
import { newTestTime } from "./scripted-network.ts";

/** Two calls at once. */
function newLimiter() {
  const state = { blockedUntil: 0, answered: 0, refused: 0 };
  const limiter = createCallLimiter<typeof state, "call">({
    ...newTestTime(),
    limits: {
      name: "The CRM",
      permit: (_state, _kind, inFlight) => ({ kind: inFlight.length < 2 ? "go" : "wait" }),
      note: (known) => ({ ...known, answered: known.answered + 1 }),
      afterRefusal: (known) => ({ ...known, refused: known.refused + 1 }),
    },
    state,
  });
  return { limiter, state };
}

describe("a call limiter", () => {
  it("lets a call wait until another one has its answer", async () => {
    const { limiter } = newLimiter();
    const leaves = await Promise.all([limiter.enter("call"), limiter.enter("call")]);
    let isIn = false;
    const third = limiter.enter("call").then((leave) => {
      isIn = true;
      leave({});
    });
    await Promise.resolve();
    expect(isIn).toBe(false);
    leaves[0]?.({});
    await third;
    expect(isIn).toBe(true);
  });

  it("keeps what answers tell in the state that it was given", async () => {
    const { limiter, state } = newLimiter();
    (await limiter.enter("call"))({});
    (await limiter.enter("call"))(null);
    expect(state.answered).toBe(2);
  });

  it("learns from a refusal", () => {
    const { limiter, state } = newLimiter();
    limiter.block("call", 1);
    expect(state.refused).toBe(1);
  });

  it("lets no call through while it is blocked, and says for how long, also to calls that wait", async () => {
    const { limiter } = newLimiter();
    const leaves = await Promise.all([limiter.enter("call"), limiter.enter("call")]);
    const waiting = [limiter.enter("call"), limiter.enter("call")];
    limiter.block("call", 12);
    for (const leave of leaves) leave({});
    for (const each of waiting) await expect(each).rejects.toMatchObject({ retryAfterSeconds: 12 });
    await expect(limiter.enter("call")).rejects.toThrow("The CRM's limit is used up");
  });
});
