/** What a route says, before it becomes a `Response`. */
export interface SandboxAnswer {
  status: number;
  /** Sent as JSON; none where the API answers with an empty body. */
  body?: unknown;
  /** In place of `body`, where the answer is no JSON. */
  text?: { type: string; content: string };
  headers?: Record<string, string>;
}

export function toResponse({ status, body, text, headers }: SandboxAnswer): Response {
  if (text) return new Response(text.content, { status, headers: { ...headers, "Content-Type": text.type } });
  if (body === undefined) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}
