import type { IRequest } from "itty-router";
import { auditChange } from "./audit-change.ts";
import type { Authenticate } from "./authenticate.ts";
import { authorize, refuseOtherSites } from "./authorize.ts";
import { toApiError } from "./error-response.ts";
import { decodeParams, type Operation } from "./operation.ts";

interface ServeDeps {
  authenticate: Authenticate;
  clock: () => Date;
}

/**
 * Answers a request to an operation: who calls, whether they may, what they give; then it is carried
 * out, and audited unless it changes nothing. Nothing of the request is read before the caller may ask.
 */
export async function serveOperation(
  { method, path, access, read }: Operation,
  { authenticate, clock }: ServeDeps,
  ...[request, env, ctx]: [IRequest, Env, ExecutionContext]
): Promise<Response> {
  const caller = await authenticate(request, env, ctx);
  const { tenantId, id } = decodeParams(request.params);
  authorize(caller, access, tenantId);
  refuseOtherSites(caller, method, request.headers.get("sec-fetch-site"));
  const { changes, carryOut } = await read(request);
  const { actor } = caller;
  if (!changes) return await carryOut(env, { actor, audit() {} });
  return await auditChange(env.DB, clock, {
    intent: {
      id: crypto.randomUUID(),
      tenantId: tenantId ?? null,
      actor,
      action: `${method} ${path}`,
      target: id ?? null,
    },
    make: (facts) => carryOut(env, { actor, audit: (more) => Object.assign(facts, more) }),
    statusOf: (error) => toApiError(error).status,
  });
}
