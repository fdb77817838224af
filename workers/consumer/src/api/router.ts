import { writeLog } from "@coccinelle/core";
import { type IRequest, Router } from "itty-router";
import { activityOperations } from "./activities.ts";
import { ApiError } from "./api-error.ts";
import { authenticate } from "./authenticate.ts";
import { channelOperations } from "./channels.ts";
import { customerOperations } from "./customers.ts";
import { deadLetterOperations } from "./dead-letters.ts";
import { errorResponse } from "./error-response.ts";
import { health } from "./health.ts";
import { integrationOperations } from "./integrations.ts";
import { noteOperations } from "./notes.ts";
import type { Operation } from "./operation.ts";
import { tagOperations } from "./tags.ts";

const operations: Operation[] = [
  ...channelOperations,
  ...customerOperations,
  ...noteOperations,
  ...activityOperations,
  ...tagOperations,
  ...deadLetterOperations,
  ...integrationOperations,
];

/** The operators' API and `/health`. Every answer but a success is `{"error":{"code","message","details"?}}`. */
export function createApi(): {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response>;
} {
  const router = Router<IRequest, [Env, ExecutionContext]>({
    before: [authenticate],
    catch: (error: unknown, request) => errorResponse(error, request, writeLog),
  });
  router.get("/health", health).head("/health", health);
  for (const { method, path, run } of operations) router[method](path, run);
  router.all("*", (request) => refuseUnrouted(request, router.routes));
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
