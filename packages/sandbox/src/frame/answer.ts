import type { Fault } from "./faults.ts";

/** An answer before it becomes a `Response`. */
export interface SandboxAnswer {
  status: number;
  /** Sent as JSON; undefined where the API answers with an empty body. */
  body?: unknown;
  /** Sent in place of `body` where the answer is not JSON. */
  text?: { type: string; content: string };
  headers?: Record<string, string>;
}

export function toResponse({ status, body, text, headers }: SandboxAnswer): Response {
  if (text) return new Response(text.content, { status, headers: { ...headers, "Content-Type": text.type } });
  if (body === undefined) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}

export function toHtmlAnswer(status: number, content: string): SandboxAnswer {
  return { status, text: { type: "text/html; charset=utf-8", content } };
}

/** The page of a gateway that answers in place of the API. */
export function toGatewayAnswer(status: number, gateway: string): SandboxAnswer {
  return toHtmlAnswer(status, `<html><head><title>${status}</title></head><body>${gateway}</body></html>`);
}

export function toRetryHeaders({ retryAfterSeconds }: Fault): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
}

/** A refusal of a whole call, in the API's own form. Routes throw it, and the frame answers with it. */
export abstract class Refusal extends Error {
  /** @param correlationId names this one answer, in the APIs that do so */
  abstract toAnswer(correlationId: string): SandboxAnswer;
}

/** A refusal by the web server before the API, in HTML. */
export class HtmlRefusal extends Refusal {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "HtmlRefusal";
    this.status = status;
  }

  override toAnswer(): SandboxAnswer {
    return toHtmlAnswer(this.status, `<h1>${this.message}</h1>`);
  }
}
