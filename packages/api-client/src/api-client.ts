import createClient, { type Client } from "openapi-fetch";
import { ApiFailure } from "./api-failure.ts";
import type { paths } from "./openapi-types.ts";

export type ApiClient = Client<paths, "application/json">;

export interface ApiClientOptions {
  /** Such as `https://crm.example.com`. */
  origin: string;
  fetch: (request: Request) => Promise<Response>;
  /** Sent as a bearer token. A page behind Cloudflare Access needs none. */
  key?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/**
 * Makes a client of the operators' API. Its methods take only paths, parameters and bodies that the API
 * describes. An answer that is no success is thrown as an `ApiFailure`.
 */
export function createApiClient({
  origin,
  fetch,
  key,
  headers = {},
  ...options
}: ApiClientOptions): ApiClient {
  return createClient<paths, "application/json">({
    ...options,
    baseUrl: origin,
    fetch: (request) => fetchSuccess(request, fetch),
    headers: key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` },
    // A redirect that is followed would take the key to another host.
    redirect: "manual",
  });
}

async function fetchSuccess(request: Request, fetch: ApiClientOptions["fetch"]): Promise<Response> {
  const { origin } = new URL(request.url);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (cause) {
    throw new ApiFailure("unreachable", `${origin} cannot be reached`, { cause });
  }
  if (response.ok) return response;
  if (isRedirect(response)) throw new ApiFailure("redirected", `${origin} redirects to another page`);
  throw await readRefusal(response, origin);
}

/** A browser shows the status 0 for a redirect that it does not follow. */
function isRedirect({ status }: Response): boolean {
  return status === 0 || (status >= 300 && status < 400);
}

async function readRefusal(response: Response, origin: string): Promise<ApiFailure> {
  const { status } = response;
  const { code, message } = readError(await response.text());
  if (code === undefined || message === undefined) {
    return new ApiFailure("refused", `${origin} answers ${status}`, { status });
  }
  return new ApiFailure("refused", `${message} (${status} ${code})`, { status, code });
}

function readError(text: string): { code?: string; message?: string } {
  try {
    const { error } = Object(JSON.parse(text));
    const { code, message } = Object(error);
    return typeof code === "string" && typeof message === "string" ? { code, message } : {};
  } catch (error) {
    // A proxy before the API answers in a form of its own.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
