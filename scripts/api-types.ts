import { generateTypes } from "@coccinelle/api-client/generate";
import { describeApi } from "../workers/consumer/src/api/frame/openapi.ts";
import { operations, sharedValues } from "../workers/consumer/src/api/operations.ts";

export const API_TYPES_FILE = "packages/api-client/src/openapi-types.ts";

/** The text of the file of types, as the API is described now. */
export function makeApiTypes(): Promise<string> {
  return generateTypes(describeApi(operations, sharedValues));
}
