import type { IRequest } from "itty-router";
import * as z from "zod";
import { invalidRequest, toErrorDetails } from "./api-error.ts";
import { readJson } from "./read-json.ts";

/** For operations without query parameters: any is refused. */
export const NoQuery = z.strictObject({});

/** For operations whose body, if there is one, is not read. */
export const NoBody = z.undefined();

interface OperationSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** With the names of `params`, such as `/api/tenants/:tenantId/customers`. */
  path: string;
  params: Params;
  query: Query;
  body: Body;
  handle(
    input: { params: z.output<Params>; query: z.output<Query>; body: z.output<Body> },
    env: Env,
  ): Promise<Response>;
}

/** One thing that the API does: where, with which input, and how. */
export interface Operation extends Omit<OperationSpec<z.ZodType, z.ZodType, z.ZodType>, "handle"> {
  /** Answers a request to the operation's path and method. */
  run(request: IRequest, env: Env): Promise<Response>;
}

/** Makes an operation whose handler only ever sees input that its schemas accept. */
export function defineOperation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>({
  handle,
  ...spec
}: OperationSpec<Params, Query, Body>): Operation {
  return {
    ...spec,
    async run(request, env) {
      const body = spec.body instanceof z.ZodUndefined ? undefined : await readJson(request);
      const input = {
        params: parse(spec.params, decodeParams(request.params)),
        query: parse(spec.query, request.query),
        body: parse(spec.body, body),
      };
      return await handle(input, env);
    },
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidRequest(toErrorDetails(parsed.error));
  return parsed.data;
}

function decodeParams(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        throw invalidRequest([{ path: name, message: "not percent-encoded UTF-8" }]);
      }
    }),
  );
}
