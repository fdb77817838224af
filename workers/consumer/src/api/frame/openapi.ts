import * as z from "zod";
import type { Operation } from "./operation.ts";

const ErrorAnswer = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      message: z.string().describe("In plain words"),
      details: z.unknown().optional().describe("For a 400 the wrong fields, each with path and message"),
    }),
  })
  .meta({ id: "Error" });

type JsonObject = Record<string, unknown>;

/** Describes a schema as input or as output. A schema with an id becomes a reference to its name. */
type DescribeSchema = (schema: z.ZodType, io: "input" | "output") => z.core.JSONSchema.BaseSchema;

/** The failures that any operation may have. */
const FAILURES: Record<number, string> = {
  400: "The operation does not take this request; `details` names each wrong field",
  401: "The request has no key, or the key is not valid",
  403: "The key may only read",
  404: "The thing does not exist, or not for this key",
  409: "The request contradicts the stored data",
  413: "The body is too large",
  429: "Too many keys that are not valid came from this address",
  500: "The API failed; the `x-request-id` of the answer finds the cause in the log",
  503: "The database or another service does not answer; try again after `Retry-After`",
};

/**
 * Describes the operations in OpenAPI 3.1, from the schemas that read the requests.
 *
 * @param sharedValues schemas without an id of their own, by the names that they get in the description
 */
export function describeApi(
  operations: readonly Operation[],
  sharedValues: Readonly<Record<string, z.ZodType>>,
): JsonObject {
  for (const [id, schema] of Object.entries(sharedValues)) z.globalRegistry.add(schema, { id });
  const schemas: Record<string, JsonObject> = {};
  const describeSchema = createSchemaDescriber(schemas);
  const errorSchema = describeSchema(ErrorAnswer, "output");
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [operation.method.toLowerCase()]: describeOperation(operation, describeSchema),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Coccinelle: the operators' API",
      version: "1",
      description:
        "Times are ISO 8601. A tenant's key sees its tenant alone: anything else is 404. " +
        "A list answers one page and the cursor of the next page. Unknown fields are refused.",
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
          description:
            "Cloudflare Access adds it for a person whom it lets in; it gives the deployer's rights",
        },
      },
      schemas,
      responses: Object.fromEntries(
        Object.entries(FAILURES).map(([status, description]) => [
          status,
          { description, content: json(errorSchema) },
        ]),
      ),
    },
  };
}

function describeOperation(operation: Operation, describeSchema: DescribeSchema): JsonObject {
  const { method, path, summary, access, params, query, body, answers } = operation;
  const hasBody = !(body instanceof z.ZodUndefined);
  return {
    operationId: operationId(method, path),
    tags: [tagOf(operation)],
    summary,
    description: CALLERS[access],
    parameters: [
      ...describeParameters("path", params, describeSchema),
      ...describeParameters("query", query, describeSchema),
    ],
    ...(hasBody && { requestBody: { required: true, content: json(describeSchema(body, "input")) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [status, describeAnswer(schema, describeSchema)]),
      ),
      ...Object.fromEntries(
        Object.keys(FAILURES).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  };
}

const CALLERS: Record<Operation["access"], string> = {
  viewer: "With any key of the tenant",
  operator: "With an operator's key of the tenant",
  deployer: "With the deployer's token, or as a person whom Cloudflare Access lets in",
};

/** Names an operation for generated programs, such as `post_tenants_tenantId_customers`. */
function operationId(method: string, path: string): string {
  const words = path.split("/").filter((part) => part !== "" && part !== "api");
  return [method.toLowerCase(), ...words.map((part) => part.replaceAll(/\W/g, "-").replace(/^-/, ""))].join(
    "_",
  );
}

/** The first word of an operation's path, after the tenant. */
function tagOf({ path }: Operation): string {
  return path.replace(/^\/api\/(?:tenants\/:tenantId\/)?/, "").split("/")[0] ?? path;
}

function describeParameters(
  place: "path" | "query",
  schema: z.ZodType,
  describeSchema: DescribeSchema,
): JsonObject[] {
  const { properties = {}, required = [] } = describeSchema(schema, "input");
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: Object.assign({}, property, describeDefault(schema, name)),
  }));
}

/** Zod does not describe the default of a value that it transforms, and it transforms every number of a query. */
function describeDefault(schema: z.ZodType, name: string): JsonObject {
  const field = schema instanceof z.ZodObject ? schema.shape[name] : undefined;
  return field instanceof z.ZodDefault ? { default: field.def.defaultValue } : {};
}

function describeAnswer(schema: z.ZodType, describeSchema: DescribeSchema): JsonObject {
  if (schema instanceof z.ZodUndefined) return { description: "Done" };
  return { description: "Done", content: json(describeSchema(schema, "output")) };
}

function json(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

/** Makes the function that describes schemas. It adds each schema that has an id to `named`, once. */
function createSchemaDescriber(named: Record<string, JsonObject>): DescribeSchema {
  return (schema, io) => {
    const { $schema, $defs, ...described } = pointToComponents(z.toJSONSchema(schema, { io }));
    for (const [name, definition] of Object.entries($defs ?? {})) {
      const known = named[name];
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
        throw new Error(`two different schemas, or the input and the output of one, are both named ${name}`);
      }
      named[name] = definition;
    }
    return described;
  };
}

/** Zod puts named schemas beside each schema that refers to them. OpenAPI has one place for all of them. */
function pointToComponents(schema: z.core.JSONSchema.JSONSchema): z.core.JSONSchema.JSONSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "$ref" ? value.replace("#/$defs/", "#/components/schemas/") : value,
  );
}
