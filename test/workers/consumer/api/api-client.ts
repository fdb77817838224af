import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import * as z from "zod";
import { createApi } from "../../../../workers/consumer/src/api/frame/router.ts";

const defaultApi = createApi();

/** A refusal logs a line, and tests refuse a lot. */
beforeEach(() => {
  vi.spyOn(console, "info").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

interface CallOptions {
  /** Sent as JSON, or as it is if it is a text or bytes. */
  body?: unknown;
  token?: string | null;
  env?: Env;
  /** Beside the token; among them the client's address, which is another one at each call by default. */
  headers?: Record<string, string>;
  api?: ReturnType<typeof createApi>;
}

/** Calls the API as an operator with curl would. */
export async function call(
  method: string,
  path: string,
  {
    body,
    token = env.OPERATOR_TOKEN,
    env: workerEnv = env,
    headers = {},
    api = defaultApi,
  }: CallOptions = {},
): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const request = new Request(`https://crm.example.com${path}`, {
    method,
    headers: {
      "cf-connecting-ip": crypto.randomUUID(),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? null : raw ? body : JSON.stringify(body),
  });
  const context = createExecutionContext();
  const response = await api.fetch(request, workerEnv, context);
  await waitOnExecutionContext(context);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

/** The paths of a tenant that no other test knows. */
export function newTenant(): { tenantId: string; path: string } {
  const tenantId = `tenant-${crypto.randomUUID()}`;
  return { tenantId, path: `/api/tenants/${tenantId}` };
}

const Created = z.looseObject({ id: z.string() });

/** Creates something and expects it to work. */
export async function create(path: string, body: unknown): Promise<{ id: string; [field: string]: unknown }> {
  const answer = await call("POST", path, { body });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return Created.parse(answer.body);
}

const ListAnswer = z.strictObject({ items: z.array(Created), nextCursor: z.string().nullable() });

/** Walks a list from its first page to its last. */
export async function listAll(path: string): Promise<{ id: string; [field: string]: unknown }[]> {
  const items = [];
  let cursor: string | null = null;
  do {
    const separator = path.includes("?") ? "&" : "?";
    const answer: Answer = await call("GET", cursor ? `${path}${separator}cursor=${cursor}` : path);
    const page = ListAnswer.parse(answer.body);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
