import { InvalidPayloadError } from "@coccinelle/core";
import { PayloadTooLargeError } from "./error-response.ts";

/**
 * Reads a request's body as it was sent, and stops reading once it is over the cap.
 *
 * @throws PayloadTooLargeError over the cap
 * @throws InvalidPayloadError if the body ends early
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let chunk = await readChunk(reader); chunk; chunk = await readChunk(reader)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      await reader?.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  return concat(chunks, bytes);
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  try {
    return (await reader?.read())?.value;
  } catch (cause) {
    throw new InvalidPayloadError("the body ended early", { cause });
  }
}

function concat(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const body = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

function tooLarge(maxBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`the body is larger than ${maxBytes} bytes`);
}
