import type { Log } from "@coccinelle/core";
import type { IRequest } from "itty-router";
import * as z from "zod";
import { invalidRequest, toErrorDetails } from "./api-error.ts";
import type { Actor } from "./authenticate.ts";
import { readJson } from "./read-json.ts";

/** The query of an operation without parameters: it refuses any parameter. */
export const NoQuery = z.strictObject({});

/** The body of an operation that reads none, and of an answer that has none. */
export const NoBody = z.undefined();

/**
 * The key that an operation takes: a viewer's or an operator's of the tenant, an operator's of the tenant, or
 * none but the deployer's token.
 */
export type Access = "viewer" | "operator" | "deployer";

/** Facts that the audit tells of a change, beside actor, action and time: ids and numbers, never a person's data. */
export interface AuditFacts {
  /** The id of the thing that was changed. Without it the audit takes the `id` of the path. */
  target?: string | undefined;
  /** The reason, in the operator's own words. */
  reason?: string | undefined;
  /** The number of things that were changed. */
  count?: number | undefined;
}

/** Time, chance and the log. The API takes them from its caller. */
export interface OperationDeps {
  clock: () => Date;
  newId: () => string;
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  log: Log;
}

/** Everything that an operation's handler takes beside its input and the bindings. */
export interface OperationContext extends OperationDeps {
  actor: Actor;
  /** Adds facts to the audit of this change. It does nothing where the operation only reads. */
  audit(facts: AuditFacts): void;
}

interface OperationSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Has the names of `params`, such as `/api/tenants/:tenantId/customers`. */
  path: string;
  /** By default `viewer` for a read and `operator` for a change; `deployer` where the path has no tenant. */
  access?: Access;
  /** Says what the operation does, in one sentence without a full stop. */
  summary: string;
  params: Params;
  query: Query;
  body: Body;
  /** The answers on success, by status; `NoBody` where there is no body. */
  answers: Readonly<Record<number, z.ZodType>>;
  handle(
    input: {
      params: z.output<Params>;
      query: z.output<Query>;
      body: z.output<Body>;
      /** The origin of the request's URL. */
      origin: string;
    },
    env: Env,
    context: OperationContext,
  ): Promise<Response>;
}

/** One operation of the API. The router, the rights, the audit and the description are made from its fields. */
export interface Operation extends Omit<OperationSpec<z.ZodType, z.ZodType, z.ZodType>, "handle" | "access"> {
  access: Access;
  /** @throws ApiError 400 where the schemas do not accept the request */
  read(request: IRequest): Promise<OperationCall>;
}

/** A request that was read, ready to run. */
export interface OperationCall {
  /** False where the call only reads, or is a dry run. */
  changes: boolean;
  run(env: Env, context: OperationContext): Promise<Response>;
}

const DryRun = z.looseObject({ dryRun: z.literal(true) });

/** Makes an operation. Its handler gets only input that the schemas accept. */
export function defineOperation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>({
  handle,
  ...spec
}: OperationSpec<Params, Query, Body>): Operation {
  return {
    access: defaultAccess(spec),
    ...spec,
    async read(request) {
      const body = spec.body instanceof z.ZodUndefined ? undefined : await readJson(request);
      const input = {
        params: parse(spec.params, decodeParams(request.params)),
        query: parse(spec.query, request.query),
        body: parse(spec.body, body),
        origin: new URL(request.url).origin,
      };
      return {
        changes: spec.method !== "GET" && !DryRun.safeParse(input.body).success,
        run: (env, context) => handle(input, env, context),
      };
    },
  };
}

function defaultAccess({ method, path }: Pick<Operation, "method" | "path">): Access {
  if (!path.startsWith("/api/tenants/:tenantId/")) return "deployer";
  return method === "GET" ? "viewer" : "operator";
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidRequest(toErrorDetails(parsed.error));
  return parsed.data;
}

/** Decodes the values in a request's path, by the names that the route gives them. */
export function decodeParams(params: Record<string, string>): Record<string, string> {
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
