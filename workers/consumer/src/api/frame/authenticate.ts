import { ConfigurationError, errorFields, writeLog } from "@coccinelle/core";
import { findApiKey, touchApiKey } from "@coccinelle/db";
import type { IRequest } from "itty-router";
import { createAccessReader, isBehindAccess } from "./access-people.ts";
import { ApiError } from "./api-error.ts";
import { hasHash, isSameToken, parseApiKey } from "./api-key.ts";
import type { Caller } from "./caller.ts";

const BEARER = /^Bearer +(?<token>\S+)$/i;

const MIN_TOKEN_LENGTH = 32;

/** When a key was used is noted once in this time: a row written at each request would cost more than it tells. */
const LAST_USE_PRECISION_MS = 60 * 60 * 1000;

/** The period of the limit in wrangler.consumer.toml. */
const FAILURES_PERIOD_SECONDS = 60;

export interface AuthenticationDeps {
  fetch: typeof fetch;
  clock: () => Date;
}

/** @throws ApiError where nobody is known by what the request brings */
export type Authenticate = (request: IRequest, env: Env, ctx: ExecutionContext) => Promise<Caller>;

/** Makes what finds out who calls: by a bearer token, or else by Cloudflare Access where that is set up. */
export function createAuthenticate({ fetch, clock }: AuthenticationDeps): Authenticate {
  const readAccess = createAccessReader(fetch);

  return async (request, env, ctx) => {
    checkOperatorToken(env);
    const authorization = request.headers.get("authorization");
    const assertion = isBehindAccess(env) ? request.headers.get("cf-access-jwt-assertion") : null;
    if (authorization === null && assertion === null) {
      throw unauthorized("send a key as `Authorization: Bearer <key>`");
    }
    // A program that names its key means that key's rights, and not those of the person beside it.
    const caller =
      authorization !== null
        ? await findBearer(BEARER.exec(authorization)?.groups?.token ?? "", env, ctx, clock())
        : await findPerson(assertion ?? "");
    if (!caller) throw await refuse(request, env);
    return caller;

    async function findPerson(text: string): Promise<Caller | null> {
      const email = await readAccess(text, env);
      return email === null ? null : { actor: { kind: "access", id: email, name: null }, key: null };
    }
  };
}

/** A token that can be guessed would open every tenant's data. */
function checkOperatorToken({ OPERATOR_TOKEN }: Pick<Env, "OPERATOR_TOKEN">): void {
  if (!OPERATOR_TOKEN) throw new ConfigurationError("OPERATOR_TOKEN is not set");
  if (OPERATOR_TOKEN.length < MIN_TOKEN_LENGTH) {
    throw new ConfigurationError(`OPERATOR_TOKEN is shorter than ${MIN_TOKEN_LENGTH} characters`);
  }
}

async function findBearer(token: string, env: Env, ctx: ExecutionContext, now: Date): Promise<Caller | null> {
  if (isSameToken(token, env.OPERATOR_TOKEN)) {
    return { actor: { kind: "deployer", id: "deployer", name: null }, key: null };
  }
  const parts = parseApiKey(token);
  if (!parts) return null;
  const found = await findApiKey(env.DB, parts.id);
  // Compared even where there is none: whether an id exists does not show in the time it takes.
  const isKnown = hasHash(parts.secret, found?.secretHash ?? null);
  if (!found || !isKnown || found.key.revokedAt !== null) return null;
  const { id, name, tenantId, role, lastUsedAt } = found.key;
  const due = new Date(now.getTime() - LAST_USE_PRECISION_MS);
  if (lastUsedAt === null || new Date(lastUsedAt) < due) ctx.waitUntil(noteUse(env, id, now, due));
  return { actor: { kind: "key", id, name }, key: { tenantId, role } };
}

/** Beside the answer, which does not wait for it. */
async function noteUse(env: Env, id: string, now: Date, due: Date): Promise<void> {
  try {
    await touchApiKey(env.DB, id, now, due);
  } catch (error) {
    writeLog("warn", "key_use_not_noted", { keyId: id, ...errorFields(error) });
  }
}

/**
 * Counts the failure by the client's address. Only failures meet the limit: a key that is valid works
 * from everywhere, whatever others try.
 */
async function refuse(request: IRequest, env: Env): Promise<ApiError> {
  const address = request.headers.get("cf-connecting-ip") ?? "unknown";
  const { success } = await env.FAILED_AUTHENTICATIONS.limit({ key: address });
  if (success) return unauthorized("the key is not valid");
  return new ApiError(429, "too_many_attempts", "too many keys that are not valid; wait a minute", {
    headers: { "retry-after": String(FAILURES_PERIOD_SECONDS) },
  });
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, "unauthorized", message, {
    headers: { "www-authenticate": 'Bearer realm="coccinelle"' },
  });
}
