import { ConfigurationError, errorFields } from "@coccinelle/core";
import { findApiKey, type KeyRole, touchApiKey } from "@coccinelle/db";
import type { IRequest } from "itty-router";
import { type AccessDeps, createAccessReader, isBehindAccess } from "./access-people.ts";
import { ApiError } from "./api-error.ts";
import { hasHash, isSameToken, parseApiKey } from "./api-key.ts";

/** A person or program, as the audit names it. */
export interface Actor {
  kind: "deployer" | "key" | "access";
  /** A key's public id, the e-mail address of a person whom Cloudflare Access let in, or `deployer`. */
  id: string;
  name: string | null;
}

/** The sender of a request, and its rights. */
export interface Caller {
  actor: Actor;
  /** A key gives the rights of its role, in its tenant alone. Null means every right. */
  key: { tenantId: string; role: KeyRole } | null;
}

const BEARER = /^Bearer +(?<token>\S+)$/i;

const MIN_TOKEN_LENGTH = 32;

/** A key's last use is written once an hour: a row written at each request would cost more than it tells. */
const LAST_USE_PRECISION_MS = 60 * 60 * 1000;

/** The period of the limit in wrangler.consumer.toml. */
const FAILURES_PERIOD_SECONDS = 60;

/** @throws ApiError where the request does not tell who sends it */
export type Authenticate = (request: IRequest, env: Env, ctx: ExecutionContext) => Promise<Caller>;

/** Makes the function that finds a request's caller, by its bearer token or else by Cloudflare Access. */
export function createAuthenticate(deps: AccessDeps): Authenticate {
  const readAccess = createAccessReader(deps);

  return async (request, env, ctx) => {
    checkOperatorToken(env);
    const authorization = request.headers.get("authorization");
    const assertion = isBehindAccess(env) ? request.headers.get("cf-access-jwt-assertion") : null;
    if (authorization === null && assertion === null) {
      throw unauthorized("send a key as `Authorization: Bearer <key>`");
    }
    // A program that sends a key wants that key's rights, and not the rights of the person beside it.
    const caller =
      authorization !== null
        ? await findBearer(BEARER.exec(authorization)?.groups?.token ?? "", env, ctx, deps)
        : await findPerson(assertion ?? "");
    if (!caller) throw await countFailure(request, env);
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

type UseDeps = Pick<AccessDeps, "clock" | "log">;

async function findBearer(
  token: string,
  env: Env,
  ctx: ExecutionContext,
  deps: UseDeps,
): Promise<Caller | null> {
  if (isSameToken(token, env.OPERATOR_TOKEN)) {
    return { actor: { kind: "deployer", id: "deployer", name: null }, key: null };
  }
  const parts = parseApiKey(token);
  if (!parts) return null;
  const found = await findApiKey(env.DB, parts.id);
  // The secret is compared even where no key has the id, so that the time does not tell which ids exist.
  const isKnown = hasHash(parts.secret, found?.secretHash ?? null);
  if (!found || !isKnown || found.key.revokedAt !== null) return null;
  const { id, name, tenantId, role, lastUsedAt } = found.key;
  const now = deps.clock();
  const due = new Date(now.getTime() - LAST_USE_PRECISION_MS);
  if (lastUsedAt === null || new Date(lastUsedAt) < due) ctx.waitUntil(noteUse(env, id, { now, due }, deps));
  return { actor: { kind: "key", id, name }, key: { tenantId, role } };
}

/** Runs beside the answer, which does not wait for it. */
async function noteUse(
  env: Env,
  id: string,
  { now, due }: { now: Date; due: Date },
  { log }: UseDeps,
): Promise<void> {
  try {
    await touchApiKey(env.DB, id, now, due);
  } catch (error) {
    log("warn", "key_use_not_noted", { keyId: id, ...errorFields(error) });
  }
}

/**
 * Counts a failure by the client's address. Valid keys are never counted, so a key works from everywhere,
 * whatever others try from the same address.
 *
 * @returns the refusal to answer
 */
async function countFailure(request: IRequest, env: Env): Promise<ApiError> {
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
