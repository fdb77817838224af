import { describe, expect, it } from "vitest";
import * as z from "zod";
import { describeApi } from "../../../../../workers/consumer/src/api/frame/openapi.ts";
import { defineOperation, NoBody, NoQuery } from "../../../../../workers/consumer/src/api/frame/operation.ts";
import { operations } from "../../../../../workers/consumer/src/api/operations.ts";
import { call } from "../api-client.ts";
import { exampleRequest } from "../example-requests.ts";

const JsonSchema = z.record(z.string(), z.unknown());
const Content = z.strictObject({ "application/json": z.strictObject({ schema: JsonSchema }) });
const DescribedResponse = z.union([
  z.strictObject({ $ref: z.string() }),
  z.strictObject({ description: z.string(), content: Content.optional() }),
]);
const DescribedOperation = z.strictObject({
  operationId: z.string().regex(/^[a-zA-Z_-]+$/),
  tags: z.tuple([z.string()]),
  summary: z.string().min(10),
  description: z.string(),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query"]),
      required: z.boolean(),
      schema: JsonSchema,
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content: Content }).optional(),
  responses: z.record(z.string().regex(/^\d{3}$/), DescribedResponse),
});
const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  security: z.tuple([z.strictObject({ key: z.tuple([]) }), z.strictObject({ access: z.tuple([]) })]),
  paths: z.record(
    z.string().startsWith("/api/"),
    z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), z.unknown()),
  ),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      key: z.looseObject({ type: z.literal("http"), scheme: z.literal("bearer") }),
      access: z.looseObject({ type: z.literal("apiKey"), name: z.literal("Cf-Access-Jwt-Assertion") }),
    }),
    schemas: z.record(z.string(), JsonSchema),
    responses: z.record(z.string(), z.strictObject({ description: z.string(), content: Content })),
  }),
});

async function readDocument() {
  const answer = await call("GET", "/api/openapi.json", { token: null });
  expect(answer.status).toBe(200);
  return Document.parse(answer.body);
}

async function describedOperations() {
  const { paths } = await readDocument();
  return Object.entries(paths).flatMap(([path, atPath]) =>
    Object.values(atPath).map((operation) => ({ path, ...DescribedOperation.parse(operation) })),
  );
}

async function describedOperation(method: string, path: string) {
  const { paths } = await readDocument();
  const { [path.replaceAll(/:(\w+)/g, "{$1}")]: atPath = {} } = paths;
  return DescribedOperation.parse(
    Object.entries(atPath).find(([name]) => name === method.toLowerCase())?.[1],
  );
}

/** Reads a schema of the document, with the named schemas that it refers to. */
async function readSchema(schema: z.infer<typeof JsonSchema>) {
  const { components } = await readDocument();
  const text = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")));
}

/** The schema of an answer, as programs read it from the document; null where there is no body. */
async function answerSchema({ responses }: z.infer<typeof DescribedOperation>, status: number) {
  const response = responses[status];
  if (!response || "$ref" in response) throw new Error(`${status} is not described as a success`);
  return response.content ? await readSchema(response.content["application/json"].schema) : null;
}

describe("the description of the API", () => {
  it("can be read without a key, and names each operation once", async () => {
    const described = await describedOperations();
    expect(described).toHaveLength(operations.length);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it("names every part of each path as a parameter that is required", async () => {
    for (const { path, parameters } of await describedOperations()) {
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  it("tells of the failures that every operation may have, and their shape", async () => {
    const { components } = await readDocument();
    const shape = await readSchema({ $ref: "#/components/schemas/Error" });
    const refusal = await call("GET", "/api/audit?limit=0");
    expect(shape.safeParse(refusal.body).error).toBeUndefined();
    expect(shape.safeParse({ error: "no" }).success).toBe(false);
    for (const { responses } of await describedOperations()) {
      for (const status of ["400", "401", "403", "404", "409", "413", "429", "500", "503"]) {
        expect(responses[status]).toEqual({ $ref: `#/components/responses/${status}` });
        expect(components.responses[status]).toBeDefined();
      }
    }
  });

  it("names the schema of every body and every answer", async () => {
    const { components } = await readDocument();
    const names = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const { requestBody, responses } of await describedOperations()) {
      const contents = Object.values(responses).map((response) => "content" in response && response.content);
      for (const content of [requestBody?.content, ...contents]) {
        if (content) expect(names).toContain(content["application/json"].schema.$ref);
      }
    }
  });

  it("refuses two different schemas under one name", () => {
    const named = (schema: z.ZodType) =>
      defineOperation({
        method: "GET",
        path: "/api/x",
        summary: "Show something",
        params: z.strictObject({}),
        query: NoQuery,
        body: NoBody,
        answers: { 200: schema.meta({ id: "Twice" }) },
        handle: async () => new Response(),
      });
    expect(() => describeApi([named(z.string()), named(z.number())], {})).toThrow(/named Twice/);
    expect(() => describeApi([named(z.string()), named(z.string())], {})).not.toThrow();
  });

  it("gives the bounds of a list's limit, and says that dead letters are selected by ids or by a filter", async () => {
    const { parameters } = await describedOperation("GET", "/api/tenants/:tenantId/dead-letters");
    expect(parameters.find(({ name }) => name === "limit")?.schema).toEqual({
      type: "integer",
      minimum: 1,
      maximum: 200,
      default: 50,
    });
    const { requestBody } = await describedOperation("POST", "/api/tenants/:tenantId/dead-letters/replay");
    expect(requestBody?.content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/DeadLetterSelection",
    });
    const { components } = await readDocument();
    expect(components.schemas.DeadLetterSelection?.description).toContain("either ids or a filter");
  });

  it("describes the fields of a customer as the API reads them", async () => {
    const { requestBody, parameters } = await describedOperation("POST", "/api/tenants/:tenantId/customers");
    const body = await readSchema(requestBody?.content["application/json"].schema ?? {});
    expect(body.safeParse({ firstName: "Sophie", tags: ["vip"], totalOrders: 3 }).success).toBe(true);
    for (const wrong of [{ firstName: 1 }, { totalOrders: -1 }, { country: "France" }, { unknown: true }]) {
      expect(body.safeParse(wrong).success).toBe(false);
    }
    expect(parameters.map(({ name }) => name)).toEqual(["tenantId"]);
  });
});

describe.each(
  operations.flatMap((operation) =>
    Object.keys(operation.answers).map(
      (status) => [operation.method, operation.path, Number(status), operation] as const,
    ),
  ),
)("%s %s", (method, path, status, operation) => {
  it(`takes what the description says, and answers ${status} as it says`, async () => {
    const { path: url, body } = await exampleRequest(operation, status);
    const described = await describedOperation(method, path);
    if (described.requestBody) {
      const schema = await readSchema(described.requestBody.content["application/json"].schema);
      expect(schema.safeParse(body).error).toBeUndefined();
    } else {
      expect(body).toBeUndefined();
    }
    const answer = await call(method, url, { body });
    expect(answer.status).toBe(status);
    const schema = await answerSchema(described, status);
    if (schema === null) {
      expect(answer.body).toBeNull();
      return;
    }
    expect(schema.safeParse(answer.body).error).toBeUndefined();
    expect(operation.answers[status]?.safeParse(answer.body).error).toBeUndefined();
    // The description allows no further field and no missing one.
    expect(schema.safeParse({ ...Object(answer.body), undescribed: 1 }).success).toBe(false);
    expect(schema.safeParse({}).success).toBe(false);
  });
});
