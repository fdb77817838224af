import type { IRequest } from "itty-router";
import { ApiError, invalidRequest } from "./api-error.ts";

/** Far above the size of any customer, and far below the Worker's memory. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Reads a body of JSON. It stops reading at the limit.
 *
 * @throws ApiError 400 where the body is no JSON, 413 where it is too large
 */
export async function readJson(request: IRequest): Promise<unknown> {
  const bytes = await readLimited(request.body);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    // The parser's own message quotes the body.
    throw invalidRequest([{ path: "", message: "the body is no valid JSON in UTF-8" }]);
  }
}

async function readLimited(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) {
      throw new ApiError(413, "too_large", `the body is over ${MAX_BODY_BYTES / 1024} KiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
