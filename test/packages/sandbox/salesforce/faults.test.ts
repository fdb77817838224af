import type { SalesforceFault } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxOrg } from "./sandbox-org.ts";

const ada = { LastName: "Lovelace" };

function faultyOrg(fault: Partial<SalesforceFault> & Pick<SalesforceFault, "kind">) {
  const org = sandboxOrg();
  org.sandbox.faults.push({ match: ({ method }) => method === "POST", times: 1, ...fault });
  return { ...org, contacts: () => org.sandbox.records("Contact").length };
}

describe("a fault", () => {
  it.each([
    [{ status: 401 }, 401, "INVALID_SESSION_ID"],
    [{ status: 403 }, 403, "REQUEST_LIMIT_EXCEEDED"],
    [{ status: 503 }, 503, "SERVER_UNAVAILABLE"],
    [{ errorCode: "SERVER_UNAVAILABLE" }, 503, "SERVER_UNAVAILABLE"],
    [{ errorCode: "API_DISABLED_FOR_ORG" }, 403, "API_DISABLED_FOR_ORG"],
    [{ errorCode: "UNABLE_TO_LOCK_ROW" }, 400, "UNABLE_TO_LOCK_ROW"],
    [{ status: 420, errorCode: "SOMETHING_NEW" }, 420, "SOMETHING_NEW"],
  ])("of a status or an error code answers with both: %j", async (given, status, errorCode) => {
    const { create, contacts } = faultyOrg({ kind: "status", ...given });
    expect(await create("Contact", [ada])).toMatchObject({ status, body: [{ errorCode }] });
    expect(contacts()).toBe(0);
  });

  it.each([502, 504])(
    "of the gateway answers in HTML (%i), with Retry-After where it is given",
    async (status) => {
      const { create } = faultyOrg({ kind: "status", status, retryAfterSeconds: 7 });
      const answer = await create("Contact", [ada]);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain("html");
      expect(answer.headers.get("retry-after")).toBe("7");
    },
  );
});
