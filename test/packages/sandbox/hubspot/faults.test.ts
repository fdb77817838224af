import type { Fault } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const create = "POST /crm/v3/objects/contacts";
const ada = { properties: { firstname: "Ada" } };

function faultyAccount(fault: Partial<Fault> & Pick<Fault, "kind">) {
  const account = sandboxAccount();
  account.sandbox.faults.push({ match: ({ method }) => method === "POST", times: 1, ...fault });
  return { ...account, contacts: () => account.sandbox.records("contacts").length };
}

describe("a fault", () => {
  it.each([
    [401, "json", undefined],
    [423, "json", undefined],
    [429, "json", 7],
    [477, "json", 86_400],
    [500, "json", undefined],
    [502, "html", undefined],
    [504, "html", undefined],
  ])(
    "of status %i answers in %s, with Retry-After where it is given",
    async (status, format, retryAfterSeconds) => {
      const { call, contacts } = faultyAccount({ kind: "status", status, retryAfterSeconds });
      const answer = await call(create, ada);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain(format);
      expect(answer.headers.get("retry-after")).toBe(retryAfterSeconds?.toString() ?? null);
      expect(contacts()).toBe(0);
    },
  );
});
