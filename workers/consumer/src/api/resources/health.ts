import type { IRequest } from "itty-router";
import { jsonResponse } from "../frame/responses.ts";

/** Whether the Worker runs and reaches its database. */
export async function health(_request: IRequest, env: Env): Promise<Response> {
  await env.DB.prepare("SELECT 1").first();
  return jsonResponse(200, { status: "ok" });
}
