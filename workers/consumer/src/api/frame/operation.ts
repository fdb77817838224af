import type { IRequest } from "itty-router";
import * as z from "zod";
import { invalidRequest, toErrorDetails } from "./api-error.ts";
import type { Actor } from "./caller.ts";
import { readJson } from "./read-json.ts";

/** For operations without query parameters: any is refused. */
export const NoQuery = z.strictObject({});

/** For operations whose body, if there is one, is not read; and for answers that have none. */
export const NoBody = z.undefined();

/** Whose key is enough: a viewer's or operator's of the tenant, an operator's alone, or no tenant's. */
export type Access = "viewer" | "operator" | "deployer";

/** What the audit tells of a change, beside who did what and when. Ids and numbers, never a person's data. */
export interface AuditFacts {
  /** What was changed: the `id` in the path, unless it is named here. */
  target?: string | undefined;
  /** Why, in the operator's own words. */
  reason?: string | undefined;
  /** How many were changed. */
  count?: number | undefined;
}

/** Who asks for an operation, and where it says what the audit is to tell. */
export interface OperationContext {
  actor: Actor;
  /** Adds to what the audit tells of this change. Nothing where the operation only reads. */
  audit(facts: AuditFacts): void;
}

interface OperationSpec<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** With the names of `params`, such as `/api/tenants/:tenantId/customers`. */
  path: string;
  /** By default a viewer where it reads, an operator where it changes, and the deployer where there is no tenant. */
  access?: Access;
  /** What it does, in one sentence without a full stop. */
  summary: string;
  params: Params;
  query: Query;
  body: Body;
  /** What it answers on success, by status; `NoBody` where there is no body. */
  answers: Readonly<Record<number, z.ZodType>>;
  handle(
    input: {
      params: z.output<Params>;
      query: z.output<Query>;
      body: z.output<Body>;
      /** Where the request was sent to. */
      origin: string;
    },
    env: Env,
    context: OperationContext,
  ): Promise<Response>;
}

/** One thing that the API does: where, for whom, with which input, and how. */
export interface Operation extends Omit<OperationSpec<z.ZodType, z.ZodType, z.ZodType>, "handle" | "access"> {
  access: Access;
  read(request: IRequest): Promise<OperationCall>;
}

/** A request to an operation's path and method, read; what is left is to carry it out. */
export interface OperationCall {
  /** False where it only reads, or only tells what it would do. */
  changes: boolean;
  carryOut(env: Env, context: OperationContext): Promise<Response>;
}

const DryRun = z.looseObject({ dryRun: z.literal(true) });

/** Makes an operation whose handler only ever sees input that its schemas accept. */
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
        carryOut: (env, context) => handle(input, env, context),
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

/** The values in a request's path, by the names that the route gives them. */
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
