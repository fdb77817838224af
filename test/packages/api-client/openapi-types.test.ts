import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { API_TYPES_FILE, makeApiTypes } from "../../../scripts/api-types.ts";

it("keeps the client's types in step with the API (else run `npx pnpm@10 types`)", async () => {
  expect(readFileSync(API_TYPES_FILE, "utf8") === (await makeApiTypes())).toBe(true);
});
