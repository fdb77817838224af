import { PassThrough } from "node:stream";
import jsforce from "jsforce/core";
import type { Send } from "../../http/transport.ts";

/** Stands in the SDK's addresses for the organisation's, which is known only when a request is sent. */
const PLACEHOLDER_ORIGIN = "https://organization.invalid";

/** What the SDK gives to its transport, as far as it is used here. */
interface TransportRequest {
  url: string;
  method: string;
  body?: string | null;
  headers?: Record<string, string>;
}

/**
 * A connection of the SDK that knows neither a token nor an address, and reaches the network by `send` alone:
 * its own transport follows redirects with the token, knows no time-out of ours and hides status and headers.
 */
export function createConnection(send: Send, version: string) {
  const connection = new jsforce.Connection({ instanceUrl: PLACEHOLDER_ORIGIN, version });
  Object.assign(connection._transport, {
    httpRequest: (request: TransportRequest) =>
      Object.assign(carry(send, request), { stream: () => new PassThrough() }),
  });
  return connection;
}

async function carry(send: Send, { url, method, body, headers }: TransportRequest) {
  const { pathname, search } = new URL(url);
  const answer = await send({
    path: pathname + search,
    method,
    headers: headers ?? {},
    body: body ?? undefined,
  });
  return { statusCode: answer.status, headers: answer.headers, body: answer.text };
}
