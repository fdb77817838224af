import { TransientError } from "@coccinelle/core";
import type { IRequest } from "itty-router";
import { jsonResponse } from "./json-response.ts";

/** Whether the Worker runs and reaches its database. */
export async function health(_request: IRequest, env: Env): Promise<Response> {
  try {
    await env.DB.prepare("SELECT 1").first();
  } catch (cause) {
    throw new TransientError("the database does not answer", { cause });
  }
  return jsonResponse(200, { status: "ok" });
}
