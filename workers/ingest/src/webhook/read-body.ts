import { InvalidPayloadError } from "@coccinelle/core";
import { PayloadTooLargeError } from "./request-errors.ts";

/**
 * Reads a request's body as text, and stops reading where it is over the cap.
 *
 * @throws PayloadTooLargeError over the cap
 * @throws InvalidPayloadError if the body ends early
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  // A byte order mark is part of what was signed.
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  const reader = request.body?.getReader();
  let text = "";
  let bytes = 0;
  for (let chunk = await readChunk(reader); chunk; chunk = await readChunk(reader)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      await reader?.cancel();
      throw tooLarge(maxBytes);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
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

function tooLarge(maxBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`the body is larger than ${maxBytes} bytes`);
}
