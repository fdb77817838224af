/** What a route says, before it becomes a `Response`. */
export interface HubspotAnswer {
  status: number;
  /** Sent as JSON; none where the API answers with an empty body. */
  body?: unknown;
  headers?: Record<string, string>;
}

export function toResponse({ status, body, headers }: HubspotAnswer): Response {
  if (body === undefined) return new Response(null, { status, headers });
  return Response.json(body, { status, headers });
}
