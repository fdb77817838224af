import { type IRequest, Router } from "itty-router";
import { operations, sharedValues } from "../operations.ts";
import { ApiError } from "./api-error.ts";
import { createAuthenticate } from "./authenticate.ts";
import { describeApi } from "./openapi.ts";
import type { OperationDeps } from "./operation.ts";
import { errorResponse, jsonResponse } from "./responses.ts";
import { serveOperation } from "./serve-operation.ts";

type Context = [env: Env, ctx: ExecutionContext];

export interface ApiDeps extends OperationDeps {
  fetch: typeof fetch;
}

/** Makes the operators' API with `/health`. It answers a failure with `{"error":{"code","message","details"?}}`. */
export function createApi(deps: ApiDeps): {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response>;
} {
  const authenticate = createAuthenticate(deps);
  let description: object | undefined;
  const router = Router<IRequest, Context>({
    catch: (error: unknown, request) => errorResponse(error, request, deps),
  });
  router.get("/health", checkHealth).head("/health", checkHealth);
  // The description is public: it holds no data, and a person who writes a program reads it before having a key.
  router.get("/api/openapi.json", () => {
    description ??= describeApi(operations, sharedValues);
    return jsonResponse(200, description);
  });
  for (const operation of operations) {
    router[operation.method](operation.path, (request: IRequest, ...context: Context) =>
      serveOperation(operation, authenticate, deps, request, ...context),
    );
  }
  router.all("*", async (request, ...context: Context) => {
    if (new URL(request.url).pathname.startsWith("/api/")) await authenticate(request, ...context);
    return refuseUnrouted(request, router.routes);
  });
  return router;
}

/** Answers 200 where the Worker runs and its database answers. */
async function checkHealth(_request: IRequest, env: Env): Promise<Response> {
  await env.DB.prepare("SELECT 1").first();
  return jsonResponse(200, { status: "ok" });
}

/** @throws ApiError 404 where no route has the path, 405 where one has it with other methods */
function refuseUnrouted(request: IRequest, routes: [string, RegExp, ...unknown[]][]): never {
  const { pathname } = new URL(request.url);
  const allowed = routes
    .filter(([method, pattern]) => method !== "ALL" && pattern.test(pathname))
    .map(([method]) => method);
  if (allowed.length === 0) throw new ApiError(404, "not_found", "there is no such route");
  throw new ApiError(
    405,
    "method_not_allowed",
    `this route knows ${allowed.join(", ")}, not ${request.method}`,
    {
      headers: { allow: allowed.join(", ") },
    },
  );
}
