import { describe, expect, it } from "vitest";
import { UnknownFieldError } from "../../../../../packages/integrations/src/records/unknown-field-error.ts";
import { SalesforceRefusal } from "../../../../../packages/integrations/src/salesforce/api/salesforce-refusal.ts";
import { writeRecords } from "../../../../../packages/integrations/src/salesforce/api/write-records.ts";

const INPUTS = Array.from({ length: 200 }, (_, index) => index);

/** Writes records whose every request is refused as a whole for a field. */
function refuseAll(unwritable: string[]) {
  const asked: (readonly string[])[] = [];
  let writes = 0;
  const results = writeRecords(INPUTS, {
    type: "Contact",
    write: async () => {
      writes += 1;
      throw new SalesforceRefusal(400, [
        { code: "INVALID_FIELD", innerCodes: [], fields: ["FirstName"], holderIds: [] },
      ]);
    },
    listUnwritable: async (fields) => {
      asked.push(fields);
      return unwritable;
    },
  });
  return { results, asked, countWrites: () => writes };
}

describe("records whose requests are all refused for a field", () => {
  it("are refused one by one where the field is writable by its description, which is read once", async () => {
    const { results, asked, countWrites } = refuseAll([]);
    const kinds = Map.groupBy(await results, ({ kind }) => kind);
    expect([kinds.get("refused")?.length, kinds.get("postponed")?.length]).toEqual([8, 192]);
    expect(asked).toEqual([["FirstName"]]);
    expect(countWrites()).toBeLessThanOrEqual(25);
  });

  it("end in an UnknownFieldError after one request where the field is not writable", async () => {
    const { results, asked, countWrites } = refuseAll(["FirstName"]);
    await expect(results).rejects.toThrow(UnknownFieldError);
    expect([asked, countWrites()]).toEqual([[["FirstName"]], 1]);
  });
});
