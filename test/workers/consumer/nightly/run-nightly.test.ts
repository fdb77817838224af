import { expect, it } from "vitest";
import { runNightly } from "../../../../workers/consumer/src/nightly/run-nightly.ts";

it("runs every task, also after one that failed, and throws at the end", async () => {
  const ran: string[] = [];
  const task = (name: string) => async () => void ran.push(name);
  const fail = (message: string) => async () => {
    throw new Error(message);
  };
  await expect(runNightly([task("a"), fail("b"), task("c")])).rejects.toThrow("b");
  await expect(runNightly([fail("d"), task("e"), fail("f")])).rejects.toMatchObject({
    errors: [{ message: "d" }, { message: "f" }],
  });
  await runNightly([task("g")]);
  expect(ran).toEqual(["a", "c", "e", "g"]);
});
