import * as z from "zod";
import type { Operation } from "./operation.ts";

const ErrorAnswer = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().describe("In plain words"),
    details: z.unknown().optional().describe("Such as the fields at fault, each with path and message"),
  }),
});

type JsonObject = Record<string, unknown>;

/** What callers have to expect of any operation, beside its success. */
const FAILURES: Record<number, string> = {
  400: "The request is not one that the operation takes; `details` names each field at fault",
  401: "No key, or one that is not valid",
  403: "The key may only read",
  404: "It does not exist, or not for this key",
  409: "It contradicts what is there",
  413: "The body is too large",
  429: "Too many keys that are not valid came from this address",
  500: "Something failed here; `x-request-id` finds it in the log",
  503: "Something does not answer; try again after `Retry-After`",
};

/** Describes the operations in OpenAPI 3.1, by the schemas that requests are read with. */
export function describeApi(operations: readonly Operation[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Coccinelle: the operators' API",
      version: "1",
      description:
        "Times are ISO 8601. A tenant's key sees its tenant alone: anything else is 404. " +
        "Lists answer a page and the cursor of the next one. Unknown fields are refused.",
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }, { access: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A tenant's key, or the deployer's token" },
        access: {
          type: "apiKey",
          in: "header",
          name: "Cf-Access-Jwt-Assertion",
          description: "What Cloudflare Access adds for a person whom it lets in: the deployer's equal",
        },
      },
      schemas: { Error: toJsonSchema(ErrorAnswer, "output") },
      responses: Object.fromEntries(
        Object.entries(FAILURES).map(([status, description]) => [
          status,
          { description, content: json({ $ref: "#/components/schemas/Error" }) },
        ]),
      ),
    },
  };
}

function describeOperation(operation: Operation): JsonObject {
  const { method, path, summary, access, params, query, body, answers } = operation;
  const hasBody = !(body instanceof z.ZodUndefined);
  return {
    operationId: operationId(method, path),
    tags: [tagOf(operation)],
    summary,
    description: WHO[access],
    parameters: [...describeParameters("path", params), ...describeParameters("query", query)],
    ...(hasBody && { requestBody: { required: true, content: json(toJsonSchema(body, "input")) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [status, describeAnswer(schema)]),
      ),
      ...Object.fromEntries(
        Object.keys(FAILURES).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  };
}

const WHO: Record<Operation["access"], string> = {
  viewer: "With any key of the tenant",
  operator: "With an operator's key of the tenant",
  deployer: "With the deployer's token only, or as a person whom Cloudflare Access lets in",
};

/** Such as `post_tenants_tenantId_customers`: a name for programs that are made from the description. */
function operationId(method: string, path: string): string {
  const words = path.split("/").filter((part) => part !== "" && part !== "api");
  return [method.toLowerCase(), ...words.map((part) => part.replaceAll(/\W/g, "-").replace(/^-/, ""))].join(
    "_",
  );
}

/** What the operation is about: the first word of its path, below the tenant's. */
function tagOf({ path }: Operation): string {
  return path.replace(/^\/api\/(?:tenants\/:tenantId\/)?/, "").split("/")[0] ?? path;
}

function describeParameters(place: "path" | "query", schema: z.ZodType): JsonObject[] {
  const { properties = {}, required = [] } = toJsonSchema(schema, "input");
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: Object.assign({}, property, describeDefault(schema, name)),
  }));
}

/** Left out by zod where the value is transformed, as each number in a query is. */
function describeDefault(schema: z.ZodType, name: string): JsonObject {
  const field = schema instanceof z.ZodObject ? schema.shape[name] : undefined;
  return field instanceof z.ZodDefault ? { default: field.def.defaultValue } : {};
}

function describeAnswer(schema: z.ZodType): JsonObject {
  if (schema instanceof z.ZodUndefined) return { description: "Done" };
  return { description: "Done", content: json(toJsonSchema(schema, "output")) };
}

function json(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

/** In the dialect of OpenAPI 3.1, which it need not name. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
