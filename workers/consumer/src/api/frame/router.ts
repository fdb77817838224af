import { writeLog } from "@coccinelle/core";
import { type IRequest, Router } from "itty-router";
import { operations, sharedValues } from "../operations.ts";
import { health } from "../resources/health.ts";
import { ApiError } from "./api-error.ts";
import { type AuthenticationDeps, createAuthenticate } from "./authenticate.ts";
import { errorResponse } from "./error-response.ts";
import { describeApi } from "./openapi.ts";
import { jsonResponse } from "./responses.ts";
import { serveOperation } from "./serve-operation.ts";

type Context = [env: Env, ctx: ExecutionContext];

const SYSTEM_DEPS: AuthenticationDeps = {
  fetch: (input, init) => fetch(input, init),
  clock: () => new Date(),
};

/** The operators' API and `/health`. Every answer but a success is `{"error":{"code","message","details"?}}`. */
export function createApi({ fetch, clock } = SYSTEM_DEPS): {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response>;
} {
  const authenticate = createAuthenticate({ fetch, clock });
  let description: object | undefined;
  const router = Router<IRequest, Context>({
    catch: (error: unknown, request) => errorResponse(error, request, writeLog),
  });
  router.get("/health", health).head("/health", health);
  // What the API can do is no secret, and whoever writes a program for it reads that first.
  router.get("/api/openapi.json", () => {
    description ??= describeApi(operations, sharedValues);
    return jsonResponse(200, description);
  });
  for (const operation of operations) {
    router[operation.method](operation.path, (request: IRequest, ...context: Context) =>
      serveOperation(operation, { authenticate, clock }, request, ...context),
    );
  }
  router.all("*", async (request, ...context: Context) => {
    if (new URL(request.url).pathname.startsWith("/api/")) await authenticate(request, ...context);
    return refuseUnrouted(request, router.routes);
  });
  return router;
}

/** Nothing took the request: its path is unknown, or its method is not one of the path's. */
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
