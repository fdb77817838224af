import { createHash, timingSafeEqual } from "node:crypto";
import { ConfigurationError } from "@coccinelle/core";
import type { IRequest } from "itty-router";
import { ApiError } from "./api-error.ts";

const BEARER = /^Bearer +(?<token>\S+)$/i;

/** Lets a request to the API pass if it bears the operators' token. */
export function authenticate(request: IRequest, env: Env): void {
  if (!new URL(request.url).pathname.startsWith("/api/")) return;
  if (!env.OPERATOR_TOKEN) throw new ConfigurationError("OPERATOR_TOKEN is not set");
  const token = BEARER.exec(request.headers.get("authorization") ?? "")?.groups?.token;
  if (!token) throw unauthorized("send the operators' token as `Authorization: Bearer <token>`");
  if (!isSame(token, env.OPERATOR_TOKEN)) throw unauthorized("the token is not valid");
}

/** Of the digests, which have one length, in constant time: neither length nor content of the token shows. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, "unauthorized", message, {
    headers: { "www-authenticate": 'Bearer realm="coccinelle"' },
  });
}
