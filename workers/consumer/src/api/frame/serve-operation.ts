import { errorFields } from "@coccinelle/core";
import { type AuditIntent, completeAuditEntry, insertAuditEntry } from "@coccinelle/db";
import type { IRequest } from "itty-router";
import { toApiError } from "./api-error.ts";
import type { Actor, Authenticate } from "./authenticate.ts";
import { authorize, refuseOtherSites } from "./authorize.ts";
import {
  type AuditFacts,
  decodeParams,
  type Operation,
  type OperationCall,
  type OperationDeps,
} from "./operation.ts";

/**
 * Answers a request to an operation: finds the caller, checks its rights, reads the input and runs the
 * operation. A change is audited. Nothing of the request's content is read before the caller's rights are known.
 */
export async function serveOperation(
  { method, path, access, read }: Operation,
  authenticate: Authenticate,
  deps: OperationDeps,
  ...[request, env, ctx]: [IRequest, Env, ExecutionContext]
): Promise<Response> {
  const caller = await authenticate(request, env, ctx);
  const { tenantId, id } = decodeParams(request.params);
  authorize(caller, access, tenantId);
  refuseOtherSites(caller, method, request.headers.get("sec-fetch-site"));
  const call = await read(request);
  const { actor } = caller;
  if (!call.changes) return await call.run(env, { ...deps, actor, audit() {} });
  const intent = {
    id: deps.newId(),
    tenantId: tenantId ?? null,
    actor,
    action: `${method} ${path}`,
    target: id ?? null,
  };
  return await runAudited(call, env, deps, intent);
}

/**
 * Runs a change between the two halves of its row in the audit. A change whose first half cannot be written is
 * not made. A change whose second half cannot be written keeps a row without an outcome.
 */
async function runAudited(
  { run }: OperationCall,
  env: Env,
  deps: OperationDeps,
  intent: AuditIntent & { actor: Actor },
): Promise<Response> {
  await insertAuditEntry(env.DB, intent, deps.clock());
  const facts: AuditFacts = {};
  const audit = (more: AuditFacts) => void Object.assign(facts, more);
  try {
    const response = await run(env, { ...deps, actor: intent.actor, audit });
    await complete(response.status);
    return response;
  } catch (error) {
    await complete(toApiError(error).status);
    throw error;
  }

  async function complete(status: number): Promise<void> {
    const { target = null, reason = null, count = null } = facts;
    try {
      await completeAuditEntry(env.DB, intent, { status, target, reason, count });
    } catch (error) {
      deps.log("error", "audit_not_completed", { auditId: intent.id, ...errorFields(error) });
    }
  }
}
