import { TransientError } from "@coccinelle/core";
import type { Fetch } from "./fetch.ts";
import { startTimeLimit } from "./time-limit.ts";

const TIMEOUT_MS = 30_000;

/** What a CRM answers to a request for tokens. */
export interface TokenResponse {
  ok: boolean;
  status: number;
  retryAfter: string | null;
  /** Null where it is no JSON. */
  body: unknown;
}

/**
 * Asks a CRM for tokens. A redirect is not followed: the form holds secrets.
 *
 * @throws TransientError where no answer comes, or one that breaks off
 */
export async function postTokenForm(
  fetch: Fetch,
  url: URL,
  form: Record<string, string>,
): Promise<TokenResponse> {
  const limit = startTimeLimit(TIMEOUT_MS);
  try {
    const request = new Request(url, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(form),
      redirect: "manual",
      signal: limit.signal,
    });
    const response = await fetch(request);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      ok: response.ok,
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: isJson ? JSON.parse(text) : null,
    };
  } catch (error) {
    // A parser's error would quote the tokens.
    const cause = error instanceof SyntaxError ? undefined : error;
    throw new TransientError(`${url.hostname} could not be reached for tokens`, { cause });
  } finally {
    limit.clear();
  }
}
