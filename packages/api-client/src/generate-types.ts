import openapiTypescript, { astToString, type OpenAPI3 } from "openapi-typescript";

const HEADING = "// Generated from the operators' API by `npx pnpm@10 types`; not for editing.\n\n";

/** The TypeScript of `openapi-types.ts` for a description of the API in OpenAPI 3.1. */
export async function generateTypes(description: object): Promise<string> {
  const nodes = await openapiTypescript(description as OpenAPI3, {
    alphabetize: true,
    // A body may leave out what has a default.
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return HEADING + astToString(nodes);
}
