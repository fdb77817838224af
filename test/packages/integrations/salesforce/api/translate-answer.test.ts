import { describe, expect, it } from "vitest";
import { translateAnswer } from "../../../../../packages/integrations/src/salesforce/api/translate-answer.ts";

function answer(status: number, errorCode: string) {
  return { status, headers: {}, text: JSON.stringify([{ errorCode, message: "a secret" }]) };
}

describe("Salesforce's answer", () => {
  it.each([
    [403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"],
    [401, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"],
    [403, "TRIAL_EXPIRED"],
    [403, "API_DISABLED_FOR_ORG"],
    [403, "ORG_LOCKED"],
    [403, "LOGIN_DURING_RESTRICTED_DOMAIN"],
    [400, "CLIENT_NOT_ACCESSIBLE_FOR_USER"],
  ])("asks for a person, and says why, where the user may not call: %i %s", (status, code) => {
    const error = translateAnswer(answer(status, code));
    expect(error).toMatchObject({ name: "AuthorizationError", message: expect.stringContaining(code) });
    expect(String(error)).not.toContain("a secret");
  });

  it.each([
    [403, "ORG_IN_MAINTENANCE"],
    [503, "ORG_IN_MAINTENANCE"],
    [403, "LOGIN_DURING_RESTRICTED_TIME"],
  ])("waits for what passes by itself: %i %s", (status, code) => {
    expect(translateAnswer(answer(status, code))).toMatchObject({ name: "TransientError" });
  });

  it("is a limit with a bare 429, too", () => {
    const error = translateAnswer({ status: 429, headers: {}, text: "" });
    expect(error).toMatchObject({ name: "RetryAfterError", retryAfterSeconds: 10 });
  });

  it("blames no record for a call that is forbidden as a whole, whatever the code", () => {
    expect(translateAnswer(answer(403, "SOMETHING_NEW"))).toMatchObject({
      name: "TransientError",
      message: "Salesforce forbids the call: SOMETHING_NEW",
    });
  });

  it.each(["INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "INVALID_TYPE"])(
    "refuses an object or a record with a 403, too: %s",
    (code) => {
      expect(translateAnswer(answer(403, code))).toMatchObject({ name: "SalesforceRefusal" });
    },
  );
});
