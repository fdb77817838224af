import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApiClient, listItems } from "@coccinelle/api-client";
import { writeLog } from "@coccinelle/core";
import { afterEach, beforeEach, vi } from "vitest";
import * as z from "zod";
import { type ApiDeps, createApi } from "../../../../workers/consumer/src/api/frame/router.ts";

/** The dependencies that the Worker itself gives the API. */
const SYSTEM_DEPS: ApiDeps = {
  fetch: (input, init) => fetch(input, init),
  clock: () => new Date(),
  newId: () => crypto.randomUUID(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  log: writeLog,
};

/** The API under test, with other dependencies where a test names them. */
export function createTestApi(deps: Partial<ApiDeps> = {}): ReturnType<typeof createApi> {
  return createApi({ ...SYSTEM_DEPS, ...deps });
}

const ORIGIN = "https://crm.example.com";

const defaultApi = createTestApi();

/** The typed client, connected to the API under test with the deployer's token. */
export const client = createApiClient({
  origin: ORIGIN,
  key: env.OPERATOR_TOKEN,
  fetch: (request) => send(request, env, defaultApi),
});

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
  /** A text and bytes are sent as they are, everything else as JSON. */
  body?: unknown;
  token?: string | null;
  env?: Env;
  /** Headers beside the token. By default each call comes from another client address. */
  headers?: Record<string, string>;
  api?: ReturnType<typeof createApi>;
}

/** Calls the API with any request, also one that the typed client does not let a program write. */
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
  const request = new Request(`${ORIGIN}${path}`, {
    method,
    headers: {
      "cf-connecting-ip": crypto.randomUUID(),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? null : raw ? body : JSON.stringify(body),
  });
  const response = await send(request, workerEnv, api);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

async function send(request: Request, workerEnv: Env, api: ReturnType<typeof createApi>): Promise<Response> {
  const context = createExecutionContext();
  const response = await api.fetch(request, workerEnv, context);
  await waitOnExecutionContext(context);
  return response;
}

/** The id and the path of a tenant that no other test uses. */
export function newTenant(): { tenantId: string; path: string } {
  const tenantId = `tenant-${crypto.randomUUID()}`;
  return { tenantId, path: `/api/tenants/${tenantId}` };
}

const Created = z.looseObject({ id: z.string() });

/** Creates a thing; throws unless the API answers 201. */
export async function create(path: string, body: unknown): Promise<{ id: string; [field: string]: unknown }> {
  const answer = await call("POST", path, { body });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return Created.parse(answer.body);
}

const ListAnswer = z.strictObject({ items: z.array(Created), nextCursor: z.string().nullable() });

/** Reads a list from its first page to its last, in pages as long as the path says. */
export function listAll(path: string): Promise<{ id: string; [field: string]: unknown }[]> {
  const separator = path.includes("?") ? "&" : "?";
  return listItems(async ({ cursor }) => {
    const { body } = await call("GET", cursor === undefined ? path : `${path}${separator}cursor=${cursor}`);
    return { data: ListAnswer.parse(body) };
  });
}
